// Bytes as people write them in an option or a file. One place, so that `500MB` means the same everywhere.

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** `500MB`, `1.5 GB`, `512MiB`, `1000`: bytes, zero or more; null where it is no such figure. */
export function parseBytes(text: string): number | null {
  const figure = /^(\d{1,15}(?:\.\d{1,6})?) ?([kmgt]?i?b?)$/i.exec(text.trim());
  const factor = figure ? factors[(figure[2] ?? '').toLowerCase()] : undefined;
  return factor === undefined ? null : Math.round(Number(figure?.[1]) * factor);
}

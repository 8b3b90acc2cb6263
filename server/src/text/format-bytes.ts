// Bytes and dates as people read them: decimal units, three figures. One place, so that a number looks the same everywhere.

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `287 MB`, `1.02 GB`, `43.4 MB`, `0 B`: decimal units (1 MB = 1,000,000 bytes), at most three figures. */
export function formatBytes(bytes: number): string {
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${sign}${Number(value.toFixed(digits))} ${units[unit] ?? 'B'}`;
}

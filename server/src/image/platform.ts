// The platform an image is made for (OCI image index, `platform`). It does not know on which machine we run.
import { recordOf, stringOf } from './untrusted-json.ts';

/** `os/architecture[/variant]` of a descriptor or configuration; null where neither part is named. */
export function platformOf(value: unknown): string | null {
  const record = recordOf(value);
  const os = stringOf(record['os'], 64);
  const architecture = stringOf(record['architecture'], 64);
  const variant = stringOf(record['variant'], 64);
  if (!os || !architecture || os === 'unknown') return null;
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** True where `platform` answers the wish: `linux/arm64` is answered by `linux/arm64/v8` too. */
export function answersPlatform(platform: string | null, wish: string): boolean {
  return platform !== null && (platform === wish || platform.startsWith(`${wish}/`));
}

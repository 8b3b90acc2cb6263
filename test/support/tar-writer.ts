// A small tar writer for tests: entries as data, with PAX and GNU extensions, whiteouts and deliberate faults. It shares
// nothing with the reader it tests.
import { createHash } from 'node:crypto';

export interface TarSpec {
  readonly name: string;
  /** Type flag; `0` where absent. */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  /** Permission bits; 0644 where absent. */
  readonly mode?: number;
  /** PAX records before the entry. */
  readonly pax?: Readonly<Record<string, string>>;
  /** The name is written as a GNU long name entry. */
  readonly gnuLong?: true;
  /** Size field as raw bytes, or a number that lies. */
  readonly size?: Uint8Array | number;
  readonly magic?: 'ustar' | 'gnu' | 'none';
}

const block = 512;
const encoder = new TextEncoder();

function header(
  name: Uint8Array,
  type: string,
  size: Uint8Array,
  link: string,
  magic: TarSpec['magic'],
  mode = 0o644,
): Uint8Array {
  const bytes = new Uint8Array(block);
  bytes.set(name.subarray(0, 100), 0);
  bytes.set(encoder.encode(`${mode.toString(8).padStart(7, '0')}\0`), 100);
  bytes.set(encoder.encode('0000000\0'), 108);
  bytes.set(encoder.encode('0000000\0'), 116);
  bytes.set(size, 124);
  bytes.set(encoder.encode('00000000000\0'), 136);
  bytes.set(encoder.encode('        '), 148);
  bytes.set(encoder.encode(type), 156);
  bytes.set(encoder.encode(link).subarray(0, 100), 157);
  if (magic === 'gnu') bytes.set(encoder.encode('ustar  \0'), 257);
  else if (magic !== 'none') bytes.set(encoder.encode('ustar\x0000'), 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return bytes;
}

function octal(size: number): Uint8Array {
  return encoder.encode(`${size.toString(8).padStart(11, '0')}\0`);
}

function padded(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(content.length / block) * block);
  bytes.set(content);
  return bytes;
}

/** `length key=value\n`, where the length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = encoder.encode(rest).length;
  while (String(length).length + encoder.encode(rest).length !== length) {
    length = String(length).length + encoder.encode(rest).length;
  }
  return `${String(length)}${rest}`;
}

/** The tar of some entries, ended by two zero blocks unless `end` is false. */
export function writeTar(entries: readonly TarSpec[], end = true): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, type = '0', content = '', link = '', pax, gnuLong, size, magic, mode } of entries) {
    const body = typeof content === 'string' ? encoder.encode(content) : content;
    if (pax) {
      const records = encoder.encode(
        Object.entries(pax)
          .map(([key, value]) => paxRecord(key, value))
          .join(''),
      );
      parts.push(header(encoder.encode('PaxHeaders/x'), 'x', octal(records.length), '', 'ustar'), padded(records));
    }
    if (gnuLong) {
      const long = encoder.encode(`${name}\0`);
      parts.push(header(encoder.encode('././@LongLink'), 'L', octal(long.length), '', 'gnu'), padded(long));
    }
    const field = typeof size === 'number' ? octal(size) : (size ?? octal(body.length));
    parts.push(header(encoder.encode(name), type, field, link, magic, mode), padded(body));
  }
  if (end) parts.push(new Uint8Array(2 * block));
  return join(parts);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Chunks of a size, as a socket gives them. */
export async function* chunked(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.slice(at, at + size);
  }
}

// Files through node:fs for the real Host. Special files are never waited on, links are never followed by stat, and
// a write is whole or not at all.
import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '../host.ts';
import type { FileStat, Host, OpenFile, Unavailable } from '../host.ts';
import { fileFault } from './faults.ts';

type Files = Pick<
  Host,
  'readFile' | 'openFile' | 'stat' | 'readDirectory' | 'writeFile' | 'removeFile' | 'removeFolder'
>;

const readWithoutWaiting = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);
const readAt = promisify(read);
let written = 0;

export const nodeFiles: Files = {
  readFile: (path, limit) =>
    attempt(path, async () => {
      const file = await open(path, readWithoutWaiting);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) return unavailable(path, stats.isDirectory() ? 'is a folder' : 'is not a regular file');
        if (stats.size > limit) return unavailable(path, `is larger than ${String(limit)} bytes`);
        // Why: one byte more than the limit tells a file that grew, or one whose size the system does not say (/proc).
        const buffer = new Uint8Array(Math.min(limit, Math.max(stats.size, 64 * 1024)) + 1);
        let length = 0;
        while (length < buffer.length) {
          const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
          if (bytesRead === 0) return buffer.subarray(0, length);
          length += bytesRead;
        }
        return unavailable(path, `is larger than ${String(limit)} bytes`);
      } finally {
        await file.close();
      }
    }),

  openFile: (path) =>
    // Why at once: an image of many layers would wait for as many turns of a thread that others keep busy.
    attempt(path, () => {
      const fd = openSync(path, readWithoutWaiting);
      const stats = fstatSync(fd);
      if (!stats.isFile()) {
        closeSync(fd);
        return Promise.resolve(unavailable(path, stats.isDirectory() ? 'is a folder' : 'is not a regular file'));
      }
      return Promise.resolve(openedFile(fd, stats.size));
    }),

  stat: (path) =>
    attempt(path, async () => {
      const stats = await lstat(path);
      const kind = kindOf(stats);
      return { kind, fileBytes: kind === 'file' ? stats.size : 0, modified: stats.mtimeMs };
    }),

  readDirectory: (path) =>
    attempt(path, async () => {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    }),

  writeFile: (path, content) =>
    attempt(path, async () => {
      const target = await realpath(path).catch(() => path);
      await mkdir(dirname(target), { recursive: true });
      const mode = await stat(target).then(
        (stats) => stats.mode & 0o777,
        () => null,
      );
      const temporary = join(dirname(target), `.plimsoll-${String(process.pid)}-${String(written++)}.tmp`);
      try {
        await writeFile(temporary, content, { flag: 'wx' });
        if (mode !== null) await chmod(temporary, mode);
        await rename(temporary, target);
        return undefined;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    }),

  removeFile: (path) =>
    attempt(path, async () => {
      await rm(path, { force: true });
      return undefined;
    }),

  removeFolder: (path) =>
    attempt(path, async () => {
      await rm(path, { force: true, recursive: true });
      return undefined;
    }),
};

function openedFile(fd: number, fileBytes: number): OpenFile {
  let closed = false;
  return {
    fileBytes,
    async read(position, length) {
      // Why unsafe: all of it is filled or left out, and blanking a gigabyte of pieces takes a tenth of a second.
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, fileBytes - position)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await readAt(fd, buffer, filled, buffer.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return new Uint8Array(buffer.buffer, buffer.byteOffset, filled);
    },
    readNow: (position, into) => readSync(fd, into, 0, into.length, position),
    close() {
      // Why once: the number may be another file's by then.
      if (!closed) closeSync(fd);
      closed = true;
      return Promise.resolve();
    },
  };
}

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): FileStat['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

async function attempt<T>(path: string, work: () => Promise<T | Unavailable>): Promise<T | Unavailable> {
  try {
    return await work();
  } catch (error) {
    return unavailable(path, fileFault(error));
  }
}

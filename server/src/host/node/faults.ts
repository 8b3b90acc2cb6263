// Faults of the system in words that people read, after the name of the file or the program they are told of. It decides
// nothing.
import { doesNotExist } from '../host.ts';

const ofFiles: Readonly<Record<string, string>> = {
  ENOENT: doesNotExist,
  EACCES: 'may not be read or written by this user',
  EPERM: 'may not be read or written by this user',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder',
  ENOSPC: 'no space is left on the disk',
  EROFS: 'lies on a read-only file system',
  ENXIO: 'is not a regular file',
  ELOOP: 'is a link that leads round in a circle',
  ENAMETOOLONG: 'has a name or path that is longer than the system allows',
  EAGAIN: 'cannot be read just now: something else holds it',
  EBUSY: 'cannot be read just now: something else holds it',
  ETXTBSY: 'cannot be written while it is being run',
  EMFILE: 'cannot be opened: too many files are open',
  ENFILE: 'cannot be opened: too many files are open',
  ENOTEMPTY: 'is a folder with something in it',
  EEXIST: 'is there already',
  EFBIG: 'is larger than the file system allows',
  EDQUOT: "is beyond the user's share of the disk",
  EINVAL: 'is not a name that the system allows',
  ERR_INVALID_ARG_VALUE: 'is not a name that the system allows',
  EIO: 'could not be read: the disk or the network answers with a fault',
  ESTALE: 'could not be read: the network file system has lost it',
  ETIMEDOUT: 'could not be read: the network file system does not answer',
  ENODEV: 'lies on a device that is not there',
  ENOTSUP: 'cannot be read or written that way on this file system',
  EXDEV: 'cannot be moved to another file system',
};

const ofPrograms: Readonly<Record<string, string>> = {
  ENOENT: 'could not be started: it, or the folder it is to run in, does not exist',
  EACCES: 'may not be run by this user',
  EPERM: 'may not be run by this user',
  ENOTDIR: 'could not be started: the folder it is to run in is none',
  ENOEXEC: 'is not a program that this system can run',
  EAGAIN: 'could not be started: the system allows no more processes',
  ENOMEM: 'could not be started: no memory is left',
  EMFILE: 'could not be started: too many files are open',
  E2BIG: 'could not be started: its arguments and environment are longer than the system allows',
  ELOOP: 'could not be started: its path is a link that leads round in a circle',
  ENAMETOOLONG: 'could not be started: its path is longer than the system allows',
  ETXTBSY: 'could not be started while it is being written',
  ERR_INVALID_ARG_VALUE: 'could not be started: an argument holds a character that none may hold',
};

function told(reasons: Readonly<Record<string, string>>, otherwise: string, error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return reasons[code] ?? `${otherwise} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

/** Why a file or folder could not be read or written. */
export function fileFault(error: unknown): string {
  return told(ofFiles, 'could not be read or written', error);
}

/** Why a program could not be started. */
export function programFault(error: unknown): string {
  return told(ofPrograms, 'could not be started', error);
}

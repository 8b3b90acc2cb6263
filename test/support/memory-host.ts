// A Host in memory for tests: files given as a record, programs and servers answered by functions, a clock that
// stands still until told. It touches nothing of the machine, save the catalogues where a test asks for them.
import { doesNotExist, isUnavailable, unavailable } from '../../server/src/host/host.ts';
import type {
  DirectoryEntry,
  FileStat,
  Host,
  HttpRequest,
  HttpResponse,
  ProcessRequest,
  ProcessResult,
  Unavailable,
} from '../../server/src/host/host.ts';

/** A string is standard output with exit code 0; `bytes` are what `stream` gives in its place. */
type ProgramAnswer = (Partial<ProcessResult> & { readonly bytes?: Uint8Array }) | string | Unavailable;

export interface MemoryHostOptions {
  /** Absolute paths with `/`; folders are implied. A `{ link }` is a symbolic link, `{ folder: true }` an empty folder. */
  readonly files?: Readonly<
    Record<string, string | Uint8Array | { readonly link: string } | { readonly folder: true }>
  >;
  readonly environment?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cacheFolder?: string;
  /** Answers programs; without it none is found. */
  readonly run?: (request: ProcessRequest) => Promise<ProgramAnswer> | ProgramAnswer;
  /** Answers HTTP requests; without it nothing listens. */
  readonly http?: (
    request: HttpRequest,
  ) =>
    | { status?: number; headers?: Record<string, string>; body?: string | Uint8Array | readonly Uint8Array[] }
    | Unavailable;
  /** Embedded catalogues by name without `.json`. */
  readonly catalogues?: Readonly<Record<string, unknown>>;
  readonly now?: number;
}

export interface MemoryHost extends Host {
  /** What was asked of `run` and `stream`, in order. */
  readonly requests: ProcessRequest[];
  /** Present content of a file as text; undefined where there is none. */
  text(path: string): string | undefined;
  /** Moves the clock on by milliseconds. */
  pass(milliseconds: number): void;
}

type Entry = { kind: 'file'; bytes: Uint8Array } | { kind: 'link'; to: string } | { kind: 'directory' };

/** A host of the given files and answers. Writes change only its own memory. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const entries = new Map<string, Entry>();
  let clock = options.now ?? Date.UTC(2026, 0, 1);
  const put = (path: string, entry: Entry): void => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (!entries.has(folder)) entries.set(folder, { kind: 'directory' });
    }
    entries.set(path, entry);
  };
  entries.set('/', { kind: 'directory' });
  for (const [path, content] of Object.entries(options.files ?? {})) {
    if (typeof content === 'string') put(path, { kind: 'file', bytes: new TextEncoder().encode(content) });
    else if (content instanceof Uint8Array) put(path, { kind: 'file', bytes: content });
    else if ('link' in content) put(path, { kind: 'link', to: content.link });
    else put(path, { kind: 'directory' });
  }
  const follow = (path: string, depth = 0): Entry | undefined => {
    const entry = entries.get(trim(path));
    if (entry?.kind !== 'link' || depth > 40) return entry;
    return follow(
      entry.to.startsWith('/') ? entry.to : `${trim(path).slice(0, trim(path).lastIndexOf('/'))}/${entry.to}`,
      depth + 1,
    );
  };
  const readBytes = (path: string): Uint8Array | Unavailable => {
    const entry = follow(path);
    if (entry === undefined) return unavailable(path, doesNotExist);
    return entry.kind === 'file' ? entry.bytes : unavailable(path, 'is a folder');
  };
  const requests: ProcessRequest[] = [];
  const answer = async (
    request: ProcessRequest,
  ): Promise<(ProcessResult & { readonly bytes?: Uint8Array }) | Unavailable> => {
    requests.push(request);
    const given = (await options.run?.(request)) ?? unavailable(request.program, 'not found on the PATH');
    if (isUnavailable(given)) return given;
    const result = {
      code: 0,
      stdout: '',
      stderr: '',
      ended: 'exit' as const,
      ...(typeof given === 'string' ? { stdout: given } : given),
    };
    if (result.stdout !== '') request.onOutput?.('stdout', result.stdout);
    if (result.stderr !== '') request.onOutput?.('stderr', result.stderr);
    return result;
  };
  return {
    requests,
    text(path) {
      const bytes = readBytes(path);
      return isUnavailable(bytes) ? undefined : new TextDecoder().decode(bytes);
    },
    pass(milliseconds) {
      clock += milliseconds;
    },
    readFile(path, limit) {
      const bytes = readBytes(path);
      if (isUnavailable(bytes) || bytes.length <= limit) return Promise.resolve(bytes);
      return Promise.resolve(unavailable(path, `is larger than ${String(limit)} bytes`));
    },
    openFile(path) {
      const bytes = readBytes(path);
      if (isUnavailable(bytes)) return Promise.resolve(bytes);
      return Promise.resolve({
        fileBytes: bytes.length,
        read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
        close: () => Promise.resolve(),
      });
    },
    stat(path) {
      const entry = entries.get(trim(path));
      if (entry === undefined) return Promise.resolve(unavailable(path, doesNotExist));
      const kind: FileStat['kind'] = entry.kind;
      return Promise.resolve({ kind, fileBytes: entry.kind === 'file' ? entry.bytes.length : 0, modified: clock });
    },
    readDirectory(path) {
      const folder = trim(path);
      const entry = follow(folder);
      if (entry === undefined) return Promise.resolve(unavailable(path, doesNotExist));
      if (entry.kind !== 'directory') return Promise.resolve(unavailable(path, 'is not a folder'));
      const prefix = folder === '/' ? '/' : `${folder}/`;
      const found: DirectoryEntry[] = [];
      for (const [name, child] of entries) {
        if (name === '/' || !name.startsWith(prefix) || name.includes('/', prefix.length)) continue;
        found.push({ name: name.slice(prefix.length), kind: child.kind });
      }
      return Promise.resolve(found);
    },
    writeFile(path, content) {
      put(trim(path), {
        kind: 'file',
        bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
      });
      return Promise.resolve(undefined);
    },
    removeFile(path) {
      entries.delete(trim(path));
      return Promise.resolve(undefined);
    },
    removeFolder(path) {
      for (const name of [...entries.keys()]) if (`${name}/`.startsWith(`${trim(path)}/`)) entries.delete(name);
      return Promise.resolve(undefined);
    },
    run: answer,
    async stream(request) {
      const result = await answer(request);
      if (isUnavailable(result)) return result;
      return {
        output: pieces([result.bytes ?? new TextEncoder().encode(result.stdout)]),
        done: Promise.resolve(result),
      };
    },
    http(request) {
      const given = options.http?.(request) ?? unavailable(request.socketPath ?? request.url, 'nothing listens there');
      if (isUnavailable(given)) return Promise.resolve(given);
      const body = given.body ?? '';
      const bytes =
        typeof body === 'string' ? [new TextEncoder().encode(body)] : body instanceof Uint8Array ? [body] : body;
      const response: HttpResponse = { status: given.status ?? 200, headers: given.headers ?? {}, body: pieces(bytes) };
      return Promise.resolve(response);
    },
    now: () => clock,
    environment: (name) => options.environment?.[name],
    home: options.home ?? '/home/user',
    cacheFolder: options.cacheFolder ?? '/home/user/.cache/plimsoll',
    dataFolder: '/data',
    readCatalogue(name) {
      const key = name.endsWith('.json') ? name.slice(0, -'.json'.length) : name;
      return options.catalogues?.[key] ?? unavailable(`catalogue ${name}`, doesNotExist);
    },
  };
}

function trim(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

// eslint-disable-next-line @typescript-eslint/require-await -- Why: callers want an async iterable of what is at hand.
async function* pieces(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

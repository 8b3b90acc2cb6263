// The door to the outside world: everything the core may ask of files, programs, sockets and the clock.
// Only node-host.ts implements it for real; tests give a memory host. Failure is a value here, never an exception.

/** The outside world could not give an answer: what was wanted, and why it was not had. Safe to show; holds no secret. */
export interface Unavailable {
  readonly unavailable: true;
  readonly what: string;
  readonly why: string;
}

export function unavailable(what: string, why: string): Unavailable {
  return { unavailable: true, what, why };
}

export function isUnavailable(value: unknown): value is Unavailable {
  return typeof value === 'object' && value !== null && (value as { unavailable?: unknown }).unavailable === true;
}

/** The reason given for a file, folder or socket that is not there: callers may tell it from other failures. */
export const doesNotExist = 'does not exist';

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Bytes of the file's content; 0 for anything that is not a file. */
  readonly fileBytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat['kind'];
}

/** What is done about a peer that says nothing: it is asked whether it is still there, and let be while it is. */
export interface Watch {
  /** Milliseconds of silence before it is asked, and again after as long. */
  readonly quiet: number;
  /** Never rejects. */
  readonly stillThere: () => Promise<boolean>;
}

/** A program and its arguments: never a shell string. */
export interface ProcessRequest {
  /** A bare name is looked up on the PATH, never in `cwd`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the host's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Milliseconds until the process and its group are ended. */
  readonly deadline: number;
  /** Ends it as `silent` where it says nothing and whom it waits for is gone. */
  readonly watch?: Watch;
  readonly signal?: AbortSignal;
  /** Called with each piece of output as it comes (UTF-8 decoded). */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Most bytes kept of each stream in the result; the rest is dropped from the front. Default 1 MiB. */
  readonly keep?: number;
}

export interface ProcessResult {
  /** Exit code; null when the process was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: 'exit' | 'deadline' | 'silent' | 'cancelled' | 'signal';
}

/** An HTTP request to an engine's socket or to a registry. */
export interface HttpRequest {
  /** `unix:///path`, `npipe://…`, `http://…` or `https://…`; a path for socket requests. */
  readonly socketPath?: string;
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds of silence before the request is given up. */
  readonly idle: number;
  /** Gives the request up sooner than `idle` where the peer is gone. */
  readonly watch?: Watch;
  /** Milliseconds until it is given up though bytes come; without it a body may take as long as it likes. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it comes. Iterating rejects with an Error when the peer dies half way. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A file open for reading at positions. */
export interface OpenFile {
  readonly fileBytes: number;
  /** Reads up to `length` bytes at `position` (bytes); fewer at the end of the file. Rejects with an Error on a read fault. */
  read(position: number, length: number): Promise<Uint8Array>;
  /**
   * Fills `into` from `position` at once and gives how many bytes came; throws on a read fault. For the thousands of
   * tiny reads of a header scan, where awaiting costs ten times the reading; missing where the medium cannot.
   */
  readNow?(position: number, into: Uint8Array): number;
  close(): Promise<void>;
}

export interface Host {
  /** Reads a file as bytes, at most `limit` of them. A longer file is Unavailable. */
  readFile(path: string, limit: number): Promise<Uint8Array | Unavailable>;
  openFile(path: string): Promise<OpenFile | Unavailable>;
  /** Does not follow links. */
  stat(path: string): Promise<FileStat | Unavailable>;
  readDirectory(path: string): Promise<readonly DirectoryEntry[] | Unavailable>;
  /** Writes whole or not at all (temporary sibling, then rename). Creates parent folders. */
  writeFile(path: string, content: string | Uint8Array): Promise<Unavailable | undefined>;
  removeFile(path: string): Promise<Unavailable | undefined>;
  /** Removes a folder with all that is in it; links in it are removed, never followed. */
  removeFolder(path: string): Promise<Unavailable | undefined>;
  run(request: ProcessRequest): Promise<ProcessResult | Unavailable>;
  /** Starts a program and gives its standard output as it comes; ends the process group when iteration stops. */
  stream(
    request: ProcessRequest,
  ): Promise<{ readonly output: AsyncIterable<Uint8Array>; readonly done: Promise<ProcessResult> } | Unavailable>;
  http(request: HttpRequest): Promise<HttpResponse | Unavailable>;
  /**
   * Does a task on a thread of its own, with what it tells on the way; task, progress and answer are plain data. Missing
   * where there are no threads: then the caller does it itself. Unavailable where the thread could not do it.
   */
  runApart?:
    | ((
        task: unknown,
        attendance: { readonly signal: AbortSignal; readonly tell: (progress: unknown) => void },
      ) => Promise<unknown>)
    | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  environment(name: string): string | undefined;
  /** The user's home folder. */
  readonly home: string;
  /** A folder of our own for records and remembered answers, outside every project. */
  readonly cacheFolder: string;
  /** Folder of the embedded catalogues (`*.json`). */
  readonly dataFolder: string;
  /** Reads an embedded catalogue at once. Why synchronous: hovers and rules need it inside pure code, once, on first use. */
  readCatalogue(name: string): unknown;
}

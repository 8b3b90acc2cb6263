// Payload types and method strings of Plimsoll's own requests between editor client and language server: plain JSON.
// It imports nothing, so the client can share it without drawing in the server.

/** Zero-based line and UTF-16 character, as in LSP. */
export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

export interface ProtocolEdit {
  readonly range: ProtocolRange;
  readonly newText: string;
}

/** Our part of `initialize`; every field may be missing, as it is with editors that know nothing of it. */
export interface InitializationOptions {
  /** The client has the commands of `clientCommands`; without it actions carry plain edits and no lens is given. */
  readonly ownCommands?: boolean;
  /** Programs may be run. False until the person trusts the folder. */
  readonly trusted?: boolean;
  /** Settings of section `plimsoll`, so that the first findings need no round trip. */
  readonly settings?: unknown;
}

/** Commands that the client carries out; the server names them in actions and lenses. */
export const clientCommands = {
  buildAndMeasure: 'plimsoll.buildAndMeasure',
  convertToMultiStage: 'plimsoll.convertToMultiStage',
  showLayers: 'plimsoll.showLayers',
} as const;

export const methods = {
  /** Request `DocumentParams` → `PlanAnswer`. */
  plan: 'plimsoll/plan',
  /** Request `DocumentParams` → `BuildChoices | null`. */
  buildChoices: 'plimsoll/buildChoices',
  /** Request `BuildParams` → `BuildAnswer`; progress by its work-done token, cancelled like any request. */
  buildAndMeasure: 'plimsoll/buildAndMeasure',
  /** Request `DocumentParams` → `LayerView | null`. */
  layers: 'plimsoll/layers',
  /** Request without parameters → `EngineStatus`. Runs programs, so only in a trusted folder. */
  engineStatus: 'plimsoll/engineStatus',
  /** Request `KeptParams` → `KeptAnswer`: what measuring keeps on this machine, cleared first where that is asked for. */
  kept: 'plimsoll/kept',
  /** Notification to the server: `TrustParams`. */
  trustChanged: 'plimsoll/trustChanged',
  /** Notification to the client: `DocumentParams`; the layer view of the document is another now. */
  layersChanged: 'plimsoll/layersChanged',
} as const;

export interface DocumentParams {
  readonly uri: string;
}

export interface KeptParams {
  /** Deletes what can be read again; records of past builds stay. */
  readonly clear: boolean;
}

export interface KeptAnswer {
  readonly folder: string;
  /** Bytes on disk of what can be cleared. */
  readonly diskBytes: number;
  /** Why it could not be cleared; null where it could, or was not asked to be. */
  readonly failure: string | null;
}

export interface TrustParams {
  readonly trusted: boolean;
}

export type PlanAnswer =
  | { readonly kind: 'plan'; readonly preview: PlanPreview }
  | { readonly kind: 'refused'; readonly refusals: readonly PlanRefusal[] }
  /** There is no such document, or our own fault. */
  | { readonly kind: 'none'; readonly why: string };

export interface PlanRefusal {
  readonly code: string;
  /** What stops the rewrite and what would unblock it. */
  readonly message: string;
  readonly range: ProtocolRange;
  /** The text it points at, first line only. */
  readonly excerpt: string;
}

/** A saving, or any figure, with its unit and how it was come by. */
export interface ProtocolBytes {
  readonly bytes: number;
  readonly unit: 'file' | 'tar' | 'download' | 'disk';
  readonly kind: 'estimated' | 'measured';
}

export interface PlanPreview {
  readonly uri: string;
  /** Document version the edits are made for. */
  readonly version: number;
  readonly title: string;
  readonly kind: 'split' | 'base-swap';
  readonly recipe: string;
  readonly tier: string;
  readonly saving: ProtocolBytes | null;
  readonly basis: readonly { readonly what: string; readonly bytes: number }[];
  readonly assumptions: readonly string[];
  /** The diff, top to bottom: lines that go, stay, change or come. */
  readonly lines: readonly PlanLine[];
  readonly edits: readonly ProtocolEdit[];
  /** The whole text after the edits. */
  readonly after: string;
}

export interface PlanLine {
  readonly mark: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Zero-based line before and after; null on the side where the line is not. */
  readonly before: number | null;
  readonly after: number | null;
  /** On the first line of an instruction: why it stands here, or why it ships no more. */
  readonly note: PlanNote | null;
}

export interface PlanNote {
  readonly reason: string;
  /** `certain`, `likely`, `assumed`; null for what is dropped. */
  readonly confidence: string | null;
  /** `keep`, `edit`, `replay`, `new`, `drop`. */
  readonly move: string;
  /** Bytes it adds to the shipped image, negative for what is dropped; null where unknown. */
  readonly bytes: number | null;
}

/** What a build could be asked for: stages to stop at, build arguments that the text declares. */
export interface BuildChoices {
  /** File-system path of the Dockerfile; null where the document is not a file on disk. */
  readonly dockerfile: string | null;
  /** Folders that could be the context, likeliest first. */
  readonly contexts: readonly string[];
  /** Named stages in order; the last one ships when none is chosen. */
  readonly stages: readonly string[];
  readonly buildArgs: readonly {
    readonly name: string;
    /** Default as written; null where there is none. */
    readonly value: string | null;
    /** Zero-based line of the ARG. */
    readonly line: number;
  }[];
}

/** The answers to `BuildChoices`, kept by the client. */
export interface BuildInputs {
  readonly context: string;
  /** Null for the last stage. */
  readonly target: string | null;
  readonly buildArgs: Readonly<Record<string, string>>;
}

export interface BuildParams extends DocumentParams, BuildInputs {
  readonly workDoneToken?: string | number;
}

export type BuildAnswer =
  | { readonly kind: 'measured'; readonly view: LayerView; readonly summary: string }
  | {
      readonly kind: 'failed';
      /** `no-client`, `no-daemon-or-buildkit`, `base-unavailable`, `build-failed`, `engine-died`, `unreadable`, `untrusted`. */
      readonly failure: string;
      /** One or two sentences: what happened and what helps. */
      readonly message: string;
      readonly lines: readonly string[];
      /** Zero-based line where the build stopped. */
      readonly line: number | null;
    }
  | { readonly kind: 'cancelled' };

export interface EngineStatus {
  /** `Docker 28.5.2 with BuildKit`; null where none answers. */
  readonly engine: string | null;
  /** What is off, and why: one sentence each. */
  readonly off: readonly string[];
}

/** A measured image as the layer explorer shows it. All bytes are file bytes unless named otherwise. */
export interface LayerView {
  readonly uri: string;
  readonly dockerfile: string;
  readonly image: string;
  readonly engine: string | null;
  readonly platform: string | null;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  /** How layers were brought to lines: `exact`, `aligned`, `guessed`, `none`. */
  readonly attribution: string;
  readonly fileBytes: number;
  readonly tarBytes: number;
  readonly downloadBytes: number | null;
  readonly liveBytes: number;
  readonly deadBytes: number;
  readonly base: LayerBase | null;
  /** Our own instructions in order of the stage chain, then layers that no line could be found for. */
  readonly rows: readonly LayerRow[];
  readonly files: readonly LayerFile[];
  readonly dead: readonly LayerDeadPair[];
  readonly notes: readonly string[];
}

export interface LayerBase {
  /** As FROM names it; null where the text does not tell. */
  readonly reference: string | null;
  readonly line: number | null;
  readonly fileBytes: number;
  readonly deadBytes: number;
  readonly layers: readonly { readonly command: string; readonly fileBytes: number; readonly deadBytes: number }[];
}

export interface LayerRow {
  /** The instruction on one line, or the layer's command. */
  readonly text: string;
  /** Zero-based, both inclusive, in the text as it is now; null where the instruction is gone or not known. */
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly fileBytes: number;
  readonly tarBytes: number;
  readonly entries: number;
  /** Bytes it wrote that a later line shadows or deletes. */
  readonly deadBytes: number;
  /** Bytes of earlier lines that it shadows or deletes. */
  readonly killedBytes: number;
  readonly layers: number;
  readonly seconds: number | null;
  readonly cached: boolean | null;
  /** False where the instruction, or one above it, was changed since the measurement. */
  readonly current: boolean;
}

export interface LayerFile {
  readonly path: string;
  readonly fileBytes: number;
  /** Place in `rows`; null for the base and where it is not known. */
  readonly row: number | null;
  readonly base: boolean;
  readonly live: boolean;
}

export interface LayerDeadPair {
  /** Place in `rows`; null for the base and where it is not known. */
  readonly writer: number | null;
  readonly killer: number | null;
  readonly shadowedBytes: number;
  readonly deletedBytes: number;
  readonly files: number;
  readonly examples: readonly { readonly path: string; readonly fileBytes: number }[];
}

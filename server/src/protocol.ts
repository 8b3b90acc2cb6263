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
  verifyRewrite: 'plimsoll.verifyRewrite',
} as const;

export const methods = {
  /** Request `PlanParams` → `PlanAnswer`. */
  plan: 'plimsoll/plan',
  /**
   * Request `EvidenceParams` → `boolean`: true where plans of the document rest on its measured image from now on; progress
   * by its work-done token, cancelled like any request.
   */
  evidence: 'plimsoll/evidence',
  /** Request `VerifyParams` → `VerifyAnswer`; progress by its work-done token, cancelled like any request. */
  verifyRewrite: 'plimsoll/verifyRewrite',
  /** Request `DocumentParams` → `BuildChoices | null`. */
  buildChoices: 'plimsoll/buildChoices',
  /** Request `BuildParams` → `BuildAnswer`; progress by its work-done token, cancelled like any request. */
  buildAndMeasure: 'plimsoll/buildAndMeasure',
  /** Request `LayersParams` → `LayerView | null`. */
  layers: 'plimsoll/layers',
  /** Request `TreeQuery` → `TreeAnswer | null`; null where no file tree of that image is kept. */
  layerTree: 'plimsoll/layerTree',
  /** Request `LayersParams` → `LayerComparison | null`; null where there is no build before. */
  layerComparison: 'plimsoll/layerComparison',
  /** Request `ExportParams` → `ExportAnswer | null`. */
  exportLayers: 'plimsoll/exportLayers',
  /** Request without parameters → `MeasuredEntry[]`, newest first. */
  measuredImages: 'plimsoll/measuredImages',
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
  /** Deletes what can be had again by building; records of past builds stay. */
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

/** A line that a person put into one of the two stages of the rewrite. */
export interface ChosenPlace {
  /** Zero-based, where the instruction begins. */
  readonly line: number;
  readonly side: 'builder' | 'final';
}

export interface PlanParams extends DocumentParams {
  /** Left out where every line stands as planned. */
  readonly places?: readonly ChosenPlace[];
}

export interface EvidenceParams extends DocumentParams {
  readonly workDoneToken?: string | number;
}

/** An image that was built from this very text and measured. */
export interface PlanEvidence {
  readonly image: string;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  /** `used`: what it shows took the place of predictions. `unread`: the request `evidence` would read it. */
  readonly state: 'used' | 'unread';
}

/** `evidence` is null where no image of this text was measured, or it cannot be read. */
export type PlanAnswer =
  | { readonly kind: 'plan'; readonly preview: PlanPreview; readonly evidence: PlanEvidence | null }
  | { readonly kind: 'refused'; readonly refusals: readonly PlanRefusal[]; readonly evidence: PlanEvidence | null }
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
  /** As asked for. */
  readonly places: readonly ChosenPlace[];
  /** What building this very rewrite showed; null before that. */
  readonly verification: RewriteVerification | null;
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
  /** On the first line of an instruction that may stand in either stage. */
  readonly place: PlanPlace | null;
}

export interface PlanPlace {
  /** Zero-based line of the instruction in the text before. */
  readonly line: number;
  readonly side: 'builder' | 'final' | 'both';
  /** A person put it there. */
  readonly chosen: boolean;
}

export interface PlanNote {
  readonly reason: string;
  /** `certain`, `likely`, `assumed`; null for what is dropped. */
  readonly confidence: string | null;
  /** `keep`, `edit`, `replay`, `new`, `drop`. */
  readonly move: string;
  /** Bytes it adds to the shipped image, negative for what is dropped; null where unknown. */
  readonly bytes: number | null;
  /** It rests on what was seen in the measured image. */
  readonly observed: boolean;
}

/** The ladder of checks that a rewrite went up, and both images. */
export interface RewriteVerification {
  /** `failed` where the rewritten image is worse: the rewrite is withdrawn. */
  readonly label: 'static' | 'checked' | 'verified' | 'failed';
  /** Milliseconds since the epoch. */
  readonly verified: number;
  /** In the order they were made; ends at the first that failed. */
  readonly checks: readonly RewriteCheck[];
  readonly before: RewriteImage | null;
  readonly after: RewriteImage | null;
  /** Lines that the rewrite got after a first try that failed. */
  readonly repairs: readonly string[];
}

export interface RewriteCheck {
  /** `V0` to `V5`. */
  readonly level: string;
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** What is worse than in the original. */
  readonly findings: readonly string[];
  readonly notes: readonly string[];
}

export interface RewriteImage {
  /** Unpacked bytes of all layers. */
  readonly diskBytes: number;
  /** Bottom first, empty ones left out. */
  readonly layers: readonly { readonly command: string; readonly diskBytes: number }[];
}

export interface VerifyParams extends BuildParams {
  readonly places?: readonly ChosenPlace[];
}

export type VerifyAnswer =
  /** The ladder was climbed, with whatever outcome. The rewrite is the one it holds for: mended where it had to be. */
  | { readonly kind: 'climbed'; readonly preview: PlanPreview; readonly evidence: PlanEvidence | null }
  | BuildFailure
  | { readonly kind: 'cancelled' };

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
  /** How files of the project itself build it, the likeliest first. */
  readonly declared: readonly DeclaredInputs[];
}

/** Inputs of a build as one of the project's own files names them. */
export interface DeclaredInputs {
  /** `compose.yaml, service web` */
  readonly label: string;
  readonly context: string;
  readonly target: string | null;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** As declared; builds are for the engine's own platform. */
  readonly platforms: readonly string[];
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

export interface BuildFailure {
  readonly kind: 'failed';
  /** `no-client`, `no-daemon-or-buildkit`, `base-unavailable`, `build-failed`, `engine-died`, `unreadable`, `untrusted`, `refused`. */
  readonly failure: string;
  /** One or two sentences: what happened and what helps. */
  readonly message: string;
  readonly lines: readonly string[];
  /** Zero-based line where the build stopped. */
  readonly line: number | null;
}

export type BuildAnswer =
  | { readonly kind: 'measured'; readonly view: LayerView; readonly summary: string }
  | BuildFailure
  | { readonly kind: 'cancelled' };

export interface EngineStatus {
  /** `Docker 28.5.2 with BuildKit`; null where none answers. */
  readonly engine: string | null;
  /** What is off, and why: one sentence each. */
  readonly off: readonly string[];
}

/** Which measurement is meant: the last of a document, or the kept one of that name (`MeasuredEntry.record`). */
export interface LayersParams extends DocumentParams {
  readonly record?: string;
}

/** A measured image as the layer explorer shows it. All bytes are file bytes unless named otherwise. */
export interface LayerView {
  readonly uri: string;
  /** As it was asked for; null for the last of the document. */
  readonly record: string | null;
  readonly dockerfile: string;
  readonly image: string;
  /** What `TreeQuery.image` asks for. */
  readonly imageId: string;
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
  /** By layer, bottom to top: place in `rows`; null for the base and where it is not known. */
  readonly layerRows: readonly (number | null)[];
  /** Layers of the base, which are the lowest ones. */
  readonly baseLayers: number;
  readonly files: readonly LayerFile[];
  readonly dead: readonly LayerDeadPair[];
  /** Biggest first; null where the measurement did not look for them. */
  readonly packages: readonly LayerPackage[] | null;
  /** Bytes and files of the final tree that no package owns; null like `packages`. */
  readonly unowned: { readonly fileBytes: number; readonly files: number } | null;
  /** Biggest first; null where the measurement did not look for them. */
  readonly folders: readonly LayerFolder[] | null;
  /** Most wasted bytes first. */
  readonly duplicates: readonly LayerDuplicate[];
  /** The last build before that gave another image. */
  readonly before: { readonly measured: number; readonly fileBytes: number; readonly deadBytes: number } | null;
  readonly notes: readonly string[];
}

export interface LayerPackage {
  /** `Debian`, `Python`, `Node.js` … */
  readonly kind: string;
  readonly name: string;
  readonly version: string | null;
  readonly fileBytes: number;
  readonly files: number;
  /** Places it stands at. */
  readonly places: number;
  /** The layer that wrote most of it. */
  readonly layer: number;
}

export interface LayerFolder {
  readonly path: string;
  readonly fileBytes: number;
  readonly files: number;
}

export interface LayerDuplicate {
  /** Of one copy. */
  readonly fileBytes: number;
  readonly count: number;
  /** The first ones. */
  readonly copies: readonly { readonly path: string; readonly layer: number }[];
}

/** What is asked of the file tree of an image; nodes are numbers that hold for that image only, 0 is the root. */
export type TreeQuery = { readonly image: string } & (
  | {
      /** What a drawing of a folder needs: the heavy parts of it. */
      readonly kind: 'map';
      readonly node: number;
    }
  | {
      /** What is in a folder, heaviest first. */
      readonly kind: 'children';
      readonly node: number;
      readonly from: number;
      readonly count: number;
    }
  | ({
      /** Files whose path holds a text, heaviest first. */
      readonly kind: 'find';
      readonly from: number;
      readonly count: number;
    } & FileFilter)
  | {
      /** The node of a path. */
      readonly kind: 'path';
      readonly path: string;
    }
);

export interface FileFilter {
  /** Case does not count; empty for every file. The text must end in the last part of the path. */
  readonly text: string;
  /** Only what these layers wrote; null for all. */
  readonly layers: readonly number[] | null;
  /** Only what died. */
  readonly deadOnly: boolean;
}

export type TreeAnswer =
  | { readonly kind: 'map'; readonly parts: readonly MapPart[] }
  | { readonly kind: 'children'; readonly total: number; readonly rows: readonly TreeRow[] }
  | { readonly kind: 'find'; readonly total: number; readonly fileBytes: number; readonly rows: readonly TreeRow[] }
  /** The node and its folders from the root down; null where nothing is stored there. */
  | { readonly kind: 'path'; readonly nodes: readonly TreeRow[] | null };

export interface TreeRow {
  readonly node: number;
  /** The last part of the path; the whole path in answers to `find`. */
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  /** Stored bytes, of a folder all in it; those that died included. */
  readonly fileBytes: number;
  readonly deadBytes: number;
  /** Who wrote it; of a folder, who wrote most of it. */
  readonly layer: number;
  readonly files: number;
  /** Things in a folder; 0 for all others. */
  readonly children: number;
}

/** A part of a drawing. The folder that was asked for is the first; the others come after their folder. */
export interface MapPart extends TreeRow {
  /** Place of the folder around in the list; -1 for the first. */
  readonly parent: number;
}

export interface LayerComparison {
  readonly before: { readonly measured: number; readonly fileBytes: number; readonly deadBytes: number };
  readonly after: { readonly measured: number; readonly fileBytes: number; readonly deadBytes: number };
  readonly lines: readonly LayerChange[];
  readonly packages: readonly LayerChange[];
  /** Null where the file tree of one of them is not kept. */
  readonly paths: readonly LayerChange[] | null;
}

/** Bytes before and after; null stands for not there. */
export interface LayerChange {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface ExportParams extends LayersParams {
  readonly format: 'json' | 'csv' | 'markdown' | 'html';
}

export interface ExportAnswer {
  /** A file name for it. */
  readonly name: string;
  readonly text: string;
}

/** A kept measurement: the last of a Dockerfile, target and platform. */
export interface MeasuredEntry {
  /** For `LayersParams`; null where it is the last measurement of the document itself. */
  readonly record: string | null;
  readonly uri: string;
  /** Absolute path. */
  readonly dockerfile: string;
  readonly target: string | null;
  readonly image: string;
  readonly platform: string | null;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  readonly fileBytes: number;
  readonly deadBytes: number;
  readonly baseBytes: number | null;
  /** Lines that wrote something, in order; zero-based, as they were when it was built. */
  readonly lines: readonly {
    readonly line: number;
    readonly text: string;
    readonly fileBytes: number;
    readonly deadBytes: number;
  }[];
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

// Reads a fixture page (docs/architecture.md, section 5): prose, then blocks that are documentation and test at once.
// It knows the page's form; what a block must prove is its runner's business.
import type { Range } from '../../server/src/text/range.ts';

/** `^^^^ label: message` below a line: what must be found there. */
export interface Marker {
  /** In the block's text, marker lines taken out. */
  readonly range: Range;
  /** A rule's id, or `refused`. */
  readonly label: string;
  readonly message: string;
  /** Zero-based line of the page. */
  readonly line: number;
}

export interface FixtureBlock {
  /** First word after the fence: `dockerfile`, `dockerignore`, `files`, `layers`, `settings` … */
  readonly language: string;
  /** The other words after the fence: `fixed`, `cache-mount`, `planned` … */
  readonly words: readonly string[];
  /** Marker lines taken out; ends with a line end unless empty. */
  readonly text: string;
  readonly markers: readonly Marker[];
  /** Heading of the section it stands in. */
  readonly heading: string;
  /** Text for people stands between this block and the one before it. */
  readonly afterProse: boolean;
  /** Zero-based page lines of the content, from the first through before the closing fence. */
  readonly lines: { readonly from: number; readonly to: number };
}

export interface FixtureFile {
  /** Relative to the build context, with `/`. */
  readonly path: string;
  /** Null where only the size is given. */
  readonly text: string | null;
  readonly fileBytes: number;
}

/** One subject with all that sets its stage and all that is to come of it. */
export interface FixtureCase {
  /** Heading and place, for a test's name. */
  readonly name: string;
  readonly subject: FixtureBlock;
  /** `files` block: the build context. Null where none is given (then nothing is known of the context). */
  readonly files: readonly FixtureFile[] | null;
  readonly dockerignore: FixtureBlock | null;
  /** `settings` block as JSON. */
  readonly settings: unknown;
  readonly layers: FixtureBlock | null;
  /** `history` block: what the project's commits changed. */
  readonly history: FixtureBlock | null;
  /** Blocks after the subject that say what comes of it: `dockerfile fixed`, `dockerignore fixed`, `dockerfile planned` … */
  readonly results: readonly FixtureBlock[];
}

export interface FixturePage {
  readonly title: string;
  /** Text between title and first second-level heading or block. */
  readonly introduction: string;
  readonly headings: readonly string[];
  readonly blocks: readonly FixtureBlock[];
  readonly cases: readonly FixtureCase[];
}

const markerPattern = /^( *)(\^+)(?:\.\.\.(\d+))? ([a-z][a-z0-9-]*): (.+)$/;
const fencePattern = /^(`{3,})([a-z]*)(?: (.*))?$/;
const sizePattern = /^(\S+)(?: +(\d+(?:\.\d+)?) ?(B|kB|MB|GB))?$/;
const unitBytes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** Takes the marker lines out of a block's lines. `first` is the page line of the first of them. */
export function readMarkers(
  lines: readonly string[],
  first = 0,
): { readonly text: string; readonly markers: readonly Marker[] } {
  const kept: { text: string; start: number }[] = [];
  const found: {
    above: number;
    from: number;
    length: number;
    down: number;
    label: string;
    message: string;
    line: number;
  }[] = [];
  let offset = 0;
  lines.forEach((line, index) => {
    const match = markerPattern.exec(line);
    if (match !== null && kept.length > 0) {
      const [, indent = '', carets = '', down = '0', label = '', message = ''] = match;
      const above = kept.length - 1;
      found.push({
        above,
        from: indent.length,
        length: carets.length,
        down: Number(down),
        label,
        message,
        line: first + index,
      });
      return;
    }
    kept.push({ text: line, start: offset });
    offset += line.length + 1;
  });
  const markers = found.map(({ above, from, length, down, label, message, line }) => {
    const startLine = kept[above] ?? { text: '', start: 0 };
    const endLine = kept[above + down];
    if (endLine === undefined) throw new Error(`line ${line + 1}: the marker reaches below its block`);
    if (startLine.text.includes('\t')) throw new Error(`line ${line + 1}: no tab may stand on the line above a marker`);
    if (from + length > startLine.text.length) throw new Error(`line ${line + 1}: the marker reaches past its line`);
    const end = down === 0 ? startLine.start + from + length : endLine.start + endLine.text.length;
    return { range: { start: startLine.start + from, end }, label, message, line };
  });
  return { text: kept.map(({ text }) => `${text}\n`).join(''), markers };
}

/** The text with a marker line below each place: how a block would have to look for these to be what is found. */
export function writeMarkers(
  text: string,
  found: readonly { readonly range: Range; readonly label: string; readonly message: string }[],
): string {
  let start = 0;
  return text
    .split('\n')
    .map((line) => {
      const from = start;
      start += line.length + 1;
      const here = found.filter(({ range }) => range.start >= from && range.start < start);
      const markers = here.map(({ range, label, message }) => {
        const column = range.start - from;
        const down = text.slice(range.start, range.end).split('\n').length - 1;
        const carets = down === 0 ? range.end - range.start : line.length - column;
        return `${' '.repeat(column)}${'^'.repeat(Math.max(1, carets))}${down === 0 ? '' : `...${String(down)}`} ${label}: ${message}`;
      });
      return [line, ...markers].join('\n');
    })
    .join('\n');
}

/** `path`, `path 12 MB`, then its text indented by four blanks. */
export function readFiles(text: string): readonly FixtureFile[] {
  const files: { path: string; text: string | null; fileBytes: number | null }[] = [];
  for (const line of text.split('\n')) {
    const current = files.at(-1);
    if (line.startsWith('    ') || (line === '' && current?.text != null)) {
      if (current === undefined) throw new Error('a files block begins with a path');
      current.text = `${current.text ?? ''}${line.slice(4)}\n`;
    } else if (line !== '') {
      const match = sizePattern.exec(line);
      if (match === null) throw new Error(`not a line of a files block: ${line}`);
      const [, path = '', amount, unit] = match;
      const bytes =
        amount === undefined ? null : Math.round(Number(amount) * unitBytes[unit as keyof typeof unitBytes]);
      files.push({ path, text: null, fileBytes: bytes });
    }
  }
  return files.map(({ path, text: content, fileBytes }) => {
    // Why: blank lines between two files belong to neither.
    const own = content === null ? null : `${content.trimEnd()}\n`;
    const given = fileBytes === null ? (own ?? '') : own;
    return { path, text: given, fileBytes: fileBytes ?? Buffer.byteLength(given ?? '') };
  });
}

/** Cuts a page into blocks, outside of all knowledge what they mean. */
function readBlocks(lines: readonly string[]): { blocks: FixtureBlock[]; headings: string[]; introduction: string } {
  const blocks: FixtureBlock[] = [];
  const headings: string[] = [];
  const introduction: string[] = [];
  let heading = '';
  let afterProse = false;
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = fencePattern.exec(line);
    if (fence === null) {
      const title = /^#{2,} +(\S.*)$/.exec(line)?.[1];
      if (title !== undefined) {
        heading = title;
        headings.push(title);
      } else if (headings.length === 0 && blocks.length === 0) introduction.push(line);
      afterProse ||= line.trim() !== '';
      continue;
    }
    const from = at + 1;
    let to = from;
    while (to < lines.length && lines[to] !== fence[1]) to++;
    if (to === lines.length) throw new Error(`line ${at + 1}: the block is not closed`);
    const { text, markers } = readMarkers(lines.slice(from, to), from);
    const words = (fence[3] ?? '').split(' ').filter((word) => word !== '');
    blocks.push({ language: fence[2] ?? '', words, text, markers, heading, afterProse, lines: { from, to } });
    afterProse = false;
    at = to;
  }
  return { blocks, headings, introduction: introduction.join('\n').trim() };
}

const resultWords: ReadonlySet<string> = new Set(['fixed', 'planned', 'ordered']);
const stageLanguages: ReadonlySet<string> = new Set(['files', 'dockerignore', 'settings', 'layers', 'history']);

/** Groups blocks: what sets the stage holds for the subjects after it, up to the next text for people; results follow their subject. */
function readCases(blocks: readonly FixtureBlock[]): FixtureCase[] {
  const cases: (FixtureCase & { results: FixtureBlock[] })[] = [];
  let stage = new Map<string, FixtureBlock>();
  let heading: string | null = null;
  let place = 0;
  let sawSubject = false;
  for (const block of blocks) {
    if (block.heading !== heading) {
      heading = block.heading;
      place = 0;
      sawSubject = true;
    }
    if (block.afterProse && sawSubject) {
      stage = new Map();
      sawSubject = false;
    }
    if (resultWords.has(block.words[0] ?? '')) {
      const subject = cases.at(-1);
      if (subject === undefined) throw new Error(`line ${block.lines.from}: a result without a subject`);
      subject.results.push(block);
    } else if (stageLanguages.has(block.language)) stage.set(block.language, block);
    else if (block.language === 'dockerfile') {
      place++;
      sawSubject = true;
      const files = stage.get('files');
      const settings = stage.get('settings');
      cases.push({
        name: `${block.heading} ${place} (line ${block.lines.from + 1})`,
        subject: block,
        files: files === undefined ? null : readFiles(files.text),
        dockerignore: stage.get('dockerignore') ?? null,
        settings: settings === undefined ? {} : (JSON.parse(settings.text) as unknown),
        layers: stage.get('layers') ?? null,
        history: stage.get('history') ?? null,
        results: [],
      });
    }
  }
  return cases;
}

/** Reads a page. Throws with the page's line where its form is wrong. */
export function readFixturePage(text: string): FixturePage {
  const lines = text.split('\n');
  const title = /^# +(\S.*)$/.exec(lines[0] ?? '')?.[1];
  if (title === undefined) throw new Error('a fixture page begins with "# its-id"');
  const { blocks, headings, introduction } = readBlocks(lines);
  return { title, introduction, headings, blocks, cases: readCases(blocks) };
}

/** The page with some content lines replaced (`UPDATE_FIXTURES=1`); markers' lines and fences stay where they are. */
export function replaceLines(
  text: string,
  changes: readonly { readonly from: number; readonly to: number; readonly lines: readonly string[] }[],
): string {
  const lines = text.split('\n');
  for (const change of [...changes].sort((a, b) => b.from - a.from))
    lines.splice(change.from, change.to - change.from, ...change.lines);
  return lines.join('\n');
}

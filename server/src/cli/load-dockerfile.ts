// Reads one Dockerfile for a subcommand: its text, the settings that hold for it, its build context, and the snapshot of
// all that. A file that cannot be read, or is no text, is a value that says so.
import path from 'node:path';
import { withWrittenFiles } from '../build-context/apply-ignore-file.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../facts/snapshot.ts';
import { isUnavailable } from '../host/host.ts';
import { gatherContext } from '../operations/gather-context.ts';
import { rules } from '../rules/index.generated.ts';
import { parseSettingsFile, readSettings, settingsForPath } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { CommandIo } from './command.ts';

/** Bytes of a file above which it is no Dockerfile. */
const byteLimit = 5_000_000;
/** How far above the Dockerfile a plimsoll.json is looked for. */
const folderLimit = 64;

export interface LoadedDockerfile {
  /** As the user wrote it; `-` for standard input. */
  readonly path: string;
  /** Absolute; null for standard input. */
  readonly file: string | null;
  readonly text: string;
  /** Absolute; the folder that fixes write other files below. */
  readonly contextFolder: string;
  readonly settings: Settings;
  /** What was wrong with the settings, one sentence each. */
  readonly problems: readonly string[];
  readonly snapshot: Snapshot;
  /** The snapshot of a changed text in the same context, with other files as they would be then. */
  readonly rebuild: (text: string, files: readonly { readonly path: string; readonly text: string }[]) => Snapshot;
}

export interface LoadFailure {
  readonly path: string;
  readonly error: string;
}

async function readText(io: CommandIo, file: string): Promise<string | { readonly error: string }> {
  const bytes = await io.host.readFile(file, byteLimit);
  if (isUnavailable(bytes)) return { error: bytes.why };
  if (bytes.includes(0)) return { error: 'it is a binary file, not a Dockerfile' };
  try {
    // Why: a byte-order mark is part of the text, so that every offset stays true.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { error: 'it is not UTF-8 text' };
  }
}

/** The settings in force for a Dockerfile: those of the nearest plimsoll.json above it. */
async function settingsFor(
  io: CommandIo,
  folder: string,
  name: string,
): Promise<{ settings: Settings; problems: readonly string[]; root: string }> {
  const ids = new Set(rules.map((rule) => rule.meta.id));
  let current = folder;
  for (let i = 0; i < folderLimit; i++) {
    const file = path.join(current, 'plimsoll.json');
    const stat = await io.host.stat(file);
    if (!isUnavailable(stat) && stat.kind === 'file') {
      const text = await readText(io, file);
      if (typeof text !== 'string')
        return { ...readSettings([], ids), problems: [`${file}: ${text.error}`], root: current };
      const { source, problems } = parseSettingsFile(text, file);
      const reading = readSettings([source], ids);
      const shown = path.relative(current, path.join(folder, name)).split(path.sep).join('/');
      return {
        settings: settingsForPath(reading.settings, shown),
        problems: [...problems, ...reading.problems],
        root: current,
      };
    }
    const parent = path.dirname(current);
    if (parent === current) break;
    current = parent;
  }
  return { ...readSettings([], ids), root: folder };
}

/** Loads one path, or standard input for `-` (which has no context). Never rejects. */
export async function loadDockerfile(io: CommandIo, shown: string): Promise<LoadedDockerfile | LoadFailure> {
  const file = shown === '-' ? null : path.resolve(io.folder, shown);
  const text = file === null ? await io.stdin() : await readText(io, file);
  if (typeof text !== 'string') return { path: shown, error: text.error };
  if (text.includes('\0')) return { path: shown, error: 'it is a binary file, not a Dockerfile' };
  const folder = file === null ? io.folder : path.dirname(file);
  const { settings, problems, root } = await settingsFor(io, folder, file === null ? '-' : path.basename(file));
  const contextFolder = settings.contextFolder === '' ? folder : path.resolve(root, settings.contextFolder);
  const target = settings.target === '' ? null : settings.target;
  const asked = { target, buildArguments: settings.buildArguments };
  const build = (changed: string, seen: ContextFacts | null): Snapshot =>
    buildSnapshot(parseDockerfile(changed), {
      ...asked,
      path: file,
      context: seen,
    });
  const place = { folder: contextFolder, dockerfile: file ?? '' };
  const context = file === null ? null : await gatherContext(io.host, place, text, asked, io.signal);
  return {
    path: shown,
    file,
    text,
    contextFolder,
    settings,
    problems,
    snapshot: build(text, context),
    rebuild: (changed, files) => build(changed, withWrittenFiles(context, files)),
  };
}

// The two ways to install before the rest of the source is there: manifests copied first, or mounted for the install. What
// stands against either is looked at here; whether there is reason to do it is for the rule to say.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { addFlag } from '../../rewrite/run-edits.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Fix } from '../rule.ts';
import { insertBefore, removeInstruction } from './instructions.ts';
import type { ManifestInstall } from './manifest-installs.ts';

export interface InstallOrder {
  readonly copy: InstructionFacts;
  /** RUNs between the two that go before the copy as well. */
  readonly along: readonly InstructionFacts[];
  readonly install: InstructionFacts;
  readonly manifests: ManifestInstall;
  /** What a COPY of the manifests names, and where they go. */
  readonly sources: readonly string[];
  readonly target: string;
}

/** A workspace names manifests of other folders: one of its own is not enough. */
export function isWorkspace({ context }: Snapshot, prefix: string): boolean {
  const manifest = context?.files.get(`${prefix}package.json`);
  const isNamed = manifest !== undefined && 'text' in manifest && /"workspaces"\s*:/.test(manifest.text);
  return isNamed || context?.listing?.entries.some(({ path }) => path === `${prefix}pnpm-workspace.yaml`) === true;
}

/** Copies the manifests, installs, and only then copies the rest. */
export function manifestsFirst(
  snapshot: Snapshot,
  { copy, along, install, manifests, sources, target }: InstallOrder,
): Fix | null {
  const flags = copy.syntax.flags.map(({ span }) => `${copy.syntax.text.slice(span.from, span.to)} `).join('');
  const first = `COPY ${flags}${sources.join(' ')} ${target}`;
  const run = manifests.builds ? `RUN ${manifests.step ?? ''}` : install.syntax.text;
  const edits = movedBefore(snapshot, copy, manifests.builds ? [] : [...along, install], [
    ...textsOf(along),
    first,
    run,
  ]);
  if (edits === null) return null;
  return {
    id: 'manifests-first',
    title: `Copy ${manifests.names.join(' and ')} and ${manifests.builds ? 'download' : 'install'} before the rest`,
    // Why: a manifest may name files of the project (`-e .`, `file:`, an install script), which are not there yet then.
    applicability: 'unsafe',
    edits,
    preferred: true,
  };
}

/** Installs that only read the files they are given: a bind mount cannot be written to. */
function onlyReads({ commands }: InstructionFacts): boolean {
  return commands.every(
    ({ effect, command }) =>
      /^(?:pip|go|mvn)$/.test(effect.tool) ||
      effect.verb === 'ci' ||
      command.words.some(({ value }) => /^--(?:frozen|frozen-lockfile|immutable|locked|deployment)$/.test(value ?? '')),
  );
}

/** Mounts the manifests for the install: they need no layer of their own. */
export function bindMounts(snapshot: Snapshot, { copy, along, install, manifests, sources }: InstallOrder): Fix | null {
  if (sources.some((source) => /[*?[]/.test(source)) || (!manifests.builds && !onlyReads(install))) return null;
  if (!manifests.builds && install.syntax.json !== null) return null;
  const isHere = manifests.folder === copy.before.workingFolder;
  const flags = sources
    .map((source) => {
      const name = source.slice(source.lastIndexOf('/') + 1);
      return `--mount=type=bind,source=${source},target=${isHere ? name : `${manifests.folder}/${name}`}`;
    })
    .join(' ');
  const { span, newText } = addFlag(install.syntax, flags);
  const { text } = install.syntax;
  const run = manifests.builds
    ? `RUN ${flags} ${manifests.step ?? ''}`
    : text.slice(0, span.from) + newText + text.slice(span.to);
  const edits = movedBefore(snapshot, copy, manifests.builds ? [] : [...along, install], [...textsOf(along), run]);
  if (edits === null) return null;
  return {
    id: 'bind-mounts',
    title: `Mount ${manifests.names.join(' and ')} for it, and copy afterwards`,
    applicability: 'unsafe',
    edits,
  };
}

function textsOf(instructions: readonly InstructionFacts[]): readonly string[] {
  return instructions.map(({ syntax }) => syntax.text);
}

/** The lines before the copy, and the instructions that they stand for taken away; null where a place does not allow it. */
function movedBefore(
  snapshot: Snapshot,
  copy: InstructionFacts,
  moved: readonly InstructionFacts[],
  lines: readonly string[],
): readonly TextEdit[] | null {
  const edits = [insertBefore(snapshot, copy, lines), ...moved.map((facts) => removeInstruction(snapshot, facts))];
  const made = edits.filter((edit) => edit !== null);
  return made.length < edits.length ? null : made;
}

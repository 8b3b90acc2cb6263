// What a RUN unpacks or clones below /tmp, or into a folder that mktemp made, is of no use when the RUN ends: no later line
// knows its name. The layer keeps it all the same. Single archives and built sources have rules of their own.
import { isWithin } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { mayBeRemoved } from './parts/kept-downloads.ts';
import { isMounted } from './parts/left-caches.ts';
import { editsAt, factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { isNamedAfter, shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Left {
  readonly command: CommandFacts;
  /** Where it lies; a made-up name for what mktemp named. */
  readonly path: string;
  /** It is unpacked straight into /tmp, under names that the archive knows. */
  readonly spread: boolean;
  /** The variable that holds what mktemp made; null elsewhere. */
  readonly variable: string | null;
}

function isTemporary(path: string): boolean {
  return isWithin('/tmp', path) || isWithin('/var/tmp', path);
}

/** The variable that a RUN sets to `$(mktemp -d)`. */
function mktempVariable({ commands }: InstructionFacts): string | null {
  for (const { command } of commands)
    for (const { name, value } of command.assignments) if (/^"?(?:\$\(|`)mktemp\b/.test(value?.raw ?? '')) return name;
  return null;
}

/** The RUN installs from there: then the sources' own rule speaks. */
function isBuiltThere({ commands }: InstructionFacts, path: string): boolean {
  return commands.some(
    ({ effect }) =>
      effect.role === 'compile' && effect.verb === 'install' && effect.reads.some((read) => isWithin(path, read.path)),
  );
}

const leftBy: (facts: InstructionFacts) => readonly Left[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return [];
  const variable = mktempVariable(facts);
  const found = new Map<string, Left>();
  facts.commands.forEach((command, index) => {
    const { role, tool, writes } = command.effect;
    if (role !== 'unpack' && !(role === 'fetch' && tool === 'git')) return;
    for (const { path } of writes) {
      if (path.kind === 'file' || path.kind === 'glob' || !isTemporary(path.path) || isMounted(facts, path.path))
        continue;
      const spread = path.path === '/tmp' || path.path === '/var/tmp';
      const isKept = !mayBeRemoved(facts, index, path.path) && !(spread && removesBelow(facts, index, path.path));
      if (!isKept || isBuiltThere(facts, path.path) || found.has(path.path)) continue;
      const isMade = /^\/(?:var\/)?tmp\/tmp\.\d+/.test(path.path);
      found.set(path.path, { command, path: path.path, spread, variable: isMade ? variable : null });
    }
  });
  return [...found.values()];
});

/** Something below the folder is removed or moved later in the RUN: likely what was unpacked. */
function removesBelow({ commands }: InstructionFacts, index: number, folder: string): boolean {
  return commands.slice(index + 1).some(({ effect }) => effect.deletes.some(({ path }) => isWithin(folder, path.path)));
}

function* checkTemporary(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot))
    for (const { command, path, spread, variable } of leftBy(facts)) {
      const folder = spread
        ? path
        : path
            .split('/')
            .slice(0, path.startsWith('/var') ? 4 : 3)
            .join('/');
      if (isNamedAfter(snapshot, facts, [folder])) continue;
      yield {
        facts,
        span: headSpan(command),
        message: `what is put into ${variable === null ? folder : `$${variable}`} stays in this layer, where nothing reads it again`,
        proof: { folder, spread, variable },
      };
    }
}

function fixTemporary(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { folder, spread, variable } = finding.proof;
  if (facts?.script == null || typeof folder !== 'string' || spread === true) return [];
  const naming = { id: 'clean-up', title: 'Remove it in the same layer' };
  if (typeof variable === 'string') {
    const edit = appendToRun(facts.syntax, facts.script, `rm -rf "$${variable}"`);
    return edit === null
      ? []
      : [{ ...naming, applicability: 'safe', edits: editsAt(snapshot, facts, [edit]), preferred: true }];
  }
  if (!/^[\w./+@-]+$/.test(folder)) return [];
  return [cleanUpFix(snapshot, facts, `rm -rf ${folder}`, naming)].filter((fix) => fix !== null);
}

export const temporaryFilesLeftInLayer: Rule = {
  meta: {
    id: 'temporary-files-left-in-layer',
    summary: 'What a RUN unpacks or clones into a temporary folder stays in its layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
  },
  checkFile: checkTemporary,
  fix: fixTemporary,
};

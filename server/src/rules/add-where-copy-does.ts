// ADD does more than copy: it downloads addresses, clones repositories and unpacks archives. For plain files COPY says what
// happens, and an archive that takes the file's place later is not unpacked by surprise.
import { findFlag } from '../dockerfile/flags.ts';
import { expandIn } from '../dockerfile/variables.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { variablesBefore } from '../facts/stage-state.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

const archive = /\.(?:tar(?:\.\w+)?|t(?:gz|az|bz|bz2|b2|xz|lz|lzma|pz|zst)|tz|gz|bz2|xz|zst|lz|lzma|z)$/i;
const address = /^(?:https?:\/\/|ftp:\/\/|git@|git:\/\/|ssh:\/\/)/i;

/** Sources that ADD is for; null for one that a variable decides. */
function needsAdd(source: string | null): boolean | null {
  if (source === null) return null;
  return address.test(source) || archive.test(source);
}

function sourcesOf(facts: InstructionFacts): readonly (string | null)[] {
  const { syntax } = facts;
  return syntax.words.slice(0, -1).map(({ raw, value }) => {
    if (!raw.includes('$')) return value;
    const expanded = expandIn(variablesBefore(facts), raw, syntax.escape);
    return expanded.missing.length > 0 && !archive.test(value) && !address.test(value) ? null : expanded.value || value;
  });
}

function* checkAdd(facts: InstructionFacts): Generator<LocalFinding> {
  const { syntax } = facts;
  if (syntax.keyword !== 'ADD' || syntax.words.length < 2) return;
  if (['checksum', 'keep-git-dir', 'unpack'].some((name) => findFlag(syntax, name) !== null)) return;
  const sources = sourcesOf(facts).map(needsAdd);
  if (sources.includes(false))
    yield { span: syntax.keywordSpan, message: 'COPY does the same for plain files and says so' };
}

/** A name that no archive has: with an extension of its own, or a folder. */
function isPlain(source: string): boolean {
  return /(?:^|\/)\.{0,2}$|\.[a-z]\w*$/i.test(source);
}

export const addWhereCopyDoes: Rule = {
  meta: {
    id: 'add-where-copy-does',
    summary: 'ADD is used for plain files, which COPY is for',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3020', 'trivy:DS-0005', 'checkov:CKV_DOCKER_4', 'semgrep:prefer-copy-over-add'],
    references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  },
  checkInstruction: checkAdd,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    if (facts === undefined) return [];
    const sources = sourcesOf(facts);
    if (sources.some((source) => needsAdd(source) !== false)) return [];
    const written = facts.syntax.keywordText === 'add' ? 'copy' : 'COPY';
    const edits = editsAt(snapshot, facts, [{ span: facts.syntax.keywordSpan, newText: written }]);
    // Why: a file without an extension may be an archive, which ADD unpacks by its content.
    const isSafe = sources.every((source) => source !== null && (source.startsWith('<<') || isPlain(source)));
    return [{ id: 'copy', title: 'Write COPY', applicability: isSafe ? 'safe' : 'unsafe', edits, preferred: true }];
  },
};

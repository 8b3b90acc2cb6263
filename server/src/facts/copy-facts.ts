// What COPY and ADD put where, from their text alone: which stage or image a name means is for the caller, what the
// context holds is not known here.
import type { InstructionSyntax, Word } from '../dockerfile/dockerfile.ts';
import { findFlag, flagText, isFlagOn } from '../dockerfile/flags.ts';
import { expandIn } from '../dockerfile/variables.ts';
import type { PathPattern } from '../effects/effect.ts';
import { globAt, isGlob, joinPath } from '../effects/path-set.ts';
import type { CopyFacts } from './snapshot.ts';
import type { Core } from './stage-state.ts';

/** Facts of a COPY or ADD in a state; `from` is taken for an image until the caller knows better. Null where it is malformed. */
export function copyFactsOf(syntax: InstructionSyntax, core: Core): CopyFacts | null {
  const targetWord = syntax.words.at(-1);
  if (targetWord === undefined || syntax.words.length < 2) return null;
  const from = findFlag(syntax, 'from');
  const sourceWords = syntax.words.slice(0, -1).filter((word) => !isHeredoc(syntax, word));
  const sources = sourceWords.map((word) => {
    const expanded = expandWord(word, core, syntax.escape);
    return { text: word.value, expanded: expanded === null || from === null ? expanded : joinPath('/', expanded) };
  });
  const target = expandWord(targetWord, core, syntax.escape);
  const many = sources.length + syntax.heredocs.length > 1;
  const intoFolder = many || (target !== null && /(?:^|\/)\.{0,2}$/.test(target));
  const known =
    target === null || (core.folderUnknown && !target.startsWith('/')) ? null : joinPath(core.workingFolder, target);
  return {
    kind: kindOf(syntax, sources, from !== null),
    sources,
    target: known,
    intoFolder,
    from: from === null ? null : flagText(from),
    fromStage: null,
    owner: flagValue(syntax, 'chown', core),
    mode: flagValue(syntax, 'chmod', core),
    link: isFlagOn(syntax, 'link'),
    writes: known === null ? [{ kind: 'unknown', path: '/' }] : writesOf(syntax, sources, known, intoFolder),
  };
}

function isHeredoc(syntax: InstructionSyntax, word: Word): boolean {
  return syntax.heredocs.some(
    ({ operatorSpan }) => operatorSpan.from >= word.span.from && operatorSpan.to <= word.span.to,
  );
}

function expandWord(word: Word, core: Core, escape: '\\' | '`'): string | null {
  if (!word.raw.includes('$')) return word.value;
  const { value, missing } = expandIn(core.variables, word.raw, escape);
  return missing.length > 0 ? null : value;
}

function flagValue(syntax: InstructionSyntax, name: string, core: Core): string | null {
  const flag = findFlag(syntax, name);
  if (flag === null) return null;
  const { value, missing } = expandIn(core.variables, flagText(flag), syntax.escape);
  return missing.length > 0 ? flagText(flag) : value;
}

function kindOf(syntax: InstructionSyntax, sources: CopyFacts['sources'], hasFrom: boolean): CopyFacts['kind'] {
  if (hasFrom) return 'image';
  if (sources.length === 0) return 'heredoc';
  if (syntax.keyword !== 'ADD') return 'context';
  const texts = sources.map(({ text, expanded }) => expanded ?? text);
  // Dockerfile reference, "ADD": git repositories by their URL's form, other http(s) URLs are downloaded.
  if (texts.some((text) => /^git@|^git:\/\/|^ssh:\/\/|^https?:\/\/[^#]*\.git(?:#|$)/.test(text))) return 'git';
  return texts.some((text) => /^https?:\/\//i.test(text)) ? 'url' : 'context';
}

/** A name that is a file's rather than a folder's: it has an extension, or is one of the names files commonly have. */
const fileNames =
  /^(?:dockerfile|makefile|gemfile|pipfile|procfile|rakefile|license|readme|copying|notice|version|cmakelists\.txt)$/i;

function isFileName(name: string): boolean {
  return (
    fileNames.test(name) || /^[^.][^/]*\.[a-z][a-z\d]{0,9}$/i.test(name) || /^\.[a-z]+(?:rc|ignore|env)$/i.test(name)
  );
}

function writesOf(
  syntax: InstructionSyntax,
  sources: CopyFacts['sources'],
  target: string,
  intoFolder: boolean,
): readonly PathPattern[] {
  const tree: PathPattern = { kind: 'tree', path: target };
  if (!intoFolder) return [tree];
  const writes = [...sources.map(({ expanded }) => expanded), ...syntax.heredocs.map(({ name }) => name)].map(
    (source): PathPattern => {
      const name = source === null ? '' : source.slice(source.replace(/\/$/, '').lastIndexOf('/') + 1);
      if (!isFileName(name) || syntax.keyword === 'ADD') return tree;
      return isGlob(name) ? globAt(joinPath(target, name)) : { kind: 'file', path: joinPath(target, name) };
    },
  );
  return writes.includes(tree) ? [tree] : writes;
}

// git: clones and what changes a working tree. Queries write nothing.
import { defineTool, list } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { below, fileAt, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const values = list(
  `-C -c --git-dir --work-tree -b --branch --depth --config -o --origin --reference --separate-git-dir --template -j --jobs
  --filter -u --upload-pack --shallow-since --shallow-exclude --server-option -m --message --author --date -X -s --strategy
  --directory --exclude --include -B --revision --bundle-uri`,
);

const changing = new Set(
  list(
    'checkout switch reset apply am merge rebase cherry-pick restore clean init add commit stash mv rm revert sparse-checkout tag worktree',
  ),
);
const fetching = new Set(list('pull fetch submodule lfs'));

const git = defineTool('git', { values }, ({ parsed, verb: verbArgument, rest, context, path, tree }) => {
  const verb = verbArgument?.text ?? null;
  if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
  const at = argumentOf(parsed, '-C', '--work-tree');
  const folder = at === undefined ? context.workingFolder : tree(at).path;
  if (verb === 'clone') {
    const [url, target] = rest;
    const inside = (text: string): string => (at === undefined ? path(text) : joinPath(folder, text));
    const name = url === undefined ? null : repositoryName(url.text ?? url.word.raw);
    const written =
      target === undefined
        ? name === null || name.includes('$')
          ? unknownBelow(folder)
          : treeAt(inside(name))
        : target.text === null
          ? tree(target)
          : treeAt(inside(target.text));
    return { verb, writes: [writeTo(written, (target ?? url)?.word)], network: true, role: 'fetch' };
  }
  if (fetching.has(verb))
    return { verb, reads: [treeAt(folder)], writes: [writeTo(treeAt(folder))], network: true, role: 'fetch' };
  if (verb === 'config') {
    const file = has(parsed, '--system')
      ? '/etc/gitconfig'
      : has(parsed, '--global')
        ? `${below(context.home)}/.gitconfig`
        : `${folder}/.git/config`;
    return { verb, writes: [{ path: fileAt(file), persistence: 'toolchain' }], role: 'configure' };
  }
  if (changing.has(verb)) return { verb, reads: [treeAt(folder)], writes: [writeTo(treeAt(folder))], role: 'files' };
  return { verb, reads: [treeAt(folder)], role: 'inspect' };
});

/** The folder that a clone makes: the last part of the address without `.git`. */
function repositoryName(url: string): string | null {
  const last = url.split(/[/:]/).findLast((each) => each !== '') ?? '';
  const name = last.replace(/["']/g, '').replace(/\.git$/, '');
  return name === '' ? null : name;
}

export const gitTools: readonly Tool[] = [git];

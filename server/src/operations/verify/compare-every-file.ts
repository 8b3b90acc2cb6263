// V3 for a rewrite that changes nothing but the order of layers: each file, folder and link of the one image is in the other,
// of the same kind, size and executability. Logs, caches and compiled Python, which differ from build to build, are left out.
import type { FlatFile, FlatTree } from '../../file-tree/flat-tree.ts';
import type { Compared } from './compare-configuration.ts';

const restless =
  /^\/(?:var\/(?:log|cache|lib\/apt\/lists)|tmp|var\/tmp|root\/\.(?:cache|npm)|proc|sys|dev)(?:\/|$)|^\/etc\/(?:hostname|hosts|resolv\.conf|ld\.so\.cache)$|\.(?:pyc|log)$|\/__pycache__$/;

/** Most findings told one by one. */
const mostTold = 5;

/** What is in one of the images and not, or otherwise, in the other. */
export function compareEveryFile(before: FlatTree, after: FlatTree): Compared {
  const findings: string[] = [];
  for (const [path, old] of before.files) {
    if (restless.test(path)) continue;
    const now = after.files.get(path);
    if (now === undefined) findings.push(`${path} is missing`);
    else if (describe(now) !== describe(old)) findings.push(`${path} is ${describe(now)} instead of ${describe(old)}`);
  }
  for (const path of after.files.keys())
    if (!before.files.has(path) && !restless.test(path)) findings.push(`${path} is new`);
  const more = findings.length - mostTold;
  return { findings: more > 0 ? [...findings.slice(0, mostTold), `${String(more)} more`] : findings, notes: [] };
}

function describe({ kind, fileBytes, executable, target }: FlatFile): string {
  if (kind === 'link') return `a link to ${target ?? ''}`;
  if (kind !== 'file') return `a ${kind}`;
  return `${executable ? 'a program' : 'a file'} of ${String(fileBytes)} bytes`;
}

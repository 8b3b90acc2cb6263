// What `go mod download` reads: go.mod and go.sum, unless modules lie in folders of the project (Go modules reference,
// "replace directive", "Workspaces").
import { joinPath } from '../../../effects/path-set.ts';
import type { ManifestReader } from '../manifest-reader.ts';

export const readGo: ManifestReader = ({ effect, command, context }, project) => {
  if (
    effect.verb !== 'mod download' &&
    !/^mod download/.test(
      command.words
        .slice(1, 3)
        .map(({ value }) => value)
        .join(' '),
    )
  )
    return { why: `go ${effect.verb ?? ''} reads the sources` };
  const manifest = joinPath(context.workingFolder, 'go.mod');
  const text = project.text(manifest);
  if (text === null) return { why: `${manifest} is not known` };
  if (/=>\s*\.{0,2}\//.test(text)) return { why: 'go.mod replaces a module by a folder of the project' };
  const sum = joinPath(context.workingFolder, 'go.sum');
  // Why: a workspace is looked for in every folder above.
  const works: string[] = [];
  for (let folder = context.workingFolder; ; folder = folder.slice(0, folder.lastIndexOf('/')) || '/') {
    works.push(joinPath(folder, 'go.work'), joinPath(folder, 'go.work.sum'));
    if (folder === '/') break;
  }
  if (works.some((path) => project.has(path))) return { why: 'go.work names folders of the project' };
  const isThere = project.has(sum);
  return { files: isThere ? [manifest, sum] : [manifest], absent: isThere ? works : [...works, sum] };
};

// What Maven reads to download dependencies alone: pom.xml, its own settings below .mvn, and the wrapper where that is
// called. Modules and parents in folders are no proof.
import { joinPath } from '../../../effects/path-set.ts';
import type { ManifestReader } from '../manifest-reader.ts';

export const readJava: ManifestReader = ({ effect, command, context }, project) => {
  const words = command.words.map(({ value }) => value);
  if (words.includes(null)) return { why: 'a variable decides what it does' };
  const goals = words.slice(1).filter((word) => word !== null && !word.startsWith('-'));
  if (
    goals.length === 0 ||
    !goals.every((goal) => /^dependency:(?:go-offline|resolve|resolve-plugins)$/.test(goal ?? ''))
  )
    return { why: 'it builds from the sources' };
  const folder = context.workingFolder;
  if (words.some((word) => /^(?:-f|--file|-s|--settings|-gs|-pl|--projects|-t|--toolchains)$/.test(word ?? '')))
    return { why: 'it is pointed to files by an option' };
  const manifest = joinPath(folder, 'pom.xml');
  const text = project.text(manifest);
  if (text === null) return { why: `${manifest} is not known` };
  if (/<modules?>|<systemPath>/.test(text)) return { why: 'pom.xml names folders of the project' };
  const parent = joinPath(folder, '../pom.xml');
  if (/<parent>/.test(text) && (/<relativePath>\s*[^<\s]/.test(text) || project.has(parent)))
    return { why: 'pom.xml has its parent in a folder of the project' };
  const settings = project.below(joinPath(folder, '.mvn'));
  const wrapper = effect.tool === 'mvnw' || words[0]?.includes('mvnw') === true ? [joinPath(folder, 'mvnw')] : [];
  if (!wrapper.every((path) => project.has(path))) return { why: 'the wrapper is not among the files' };
  return { files: [manifest, ...wrapper, ...settings] };
};

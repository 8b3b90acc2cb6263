// What `bundle install` reads: the Gemfile, its lock file and Bundler's settings. A Gemfile is a program: one that reads other
// files, or takes gems from folders, is no proof.
import { joinPath } from '../../../effects/path-set.ts';
import type { ManifestReader } from '../manifest-reader.ts';

export const readRuby: ManifestReader = ({ effect, command, context }, project) => {
  if (effect.verb !== 'install') return { why: `bundle ${effect.verb ?? ''} may read all of the project` };
  if (command.words.some(({ value }) => value === null || /^--(?:gemfile|path)/.test(value)))
    return { why: 'it is pointed to files by an option' };
  const named = context.variable('BUNDLE_GEMFILE');
  if (named !== undefined && named !== '') return { why: 'BUNDLE_GEMFILE names a file' };
  const at = (name: string): string => joinPath(context.workingFolder, name);
  const manifest = at('Gemfile');
  const text = project.text(manifest);
  if (text === null) return { why: `${manifest} is not known` };
  const code = text.split(/\r?\n/).map((line) => line.trim());
  const versions = code.flatMap((line) => /^ruby file: ?["']([\w./-]+)["']$/.exec(line)?.[1] ?? []);
  const rest = code.filter((line) => !line.startsWith('#') && !line.startsWith('ruby file:')).join('\n');
  if (/\b(?:gemspec|path|eval_gemfile|require_relative|require|load|instance_eval|IO|File|Dir|file)\b/.test(rest))
    return { why: 'the Gemfile reads files of the project' };
  const beside = [at('Gemfile.lock'), at('.bundle/config'), ...versions.map(at)];
  return {
    files: [manifest, ...beside.filter((path) => project.has(path))],
    absent: beside.filter((path) => !project.has(path)),
  };
};

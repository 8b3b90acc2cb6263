// A Composer project as the build sees it: where its install writes beside `vendor`, and which programs its packages and code
// call. It reads composer.json and resolves nothing.
import { joinPath } from '../../effects/path-set.ts';
import { parseJson, recordOf } from '../../image/untrusted-json.ts';
import { contextTexts, textInImage } from '../context-view.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';

interface ComposerJson {
  readonly names: readonly string[];
  readonly events: ReadonlySet<string>;
  readonly text: string;
}

/** Null where the text is no JSON. */
function readComposerJson(text: string): ComposerJson | null {
  const parsed = parseJson(text);
  if (parsed === undefined) return null;
  const manifest = recordOf(parsed);
  const keys = (name: string): readonly string[] => Object.keys(recordOf(manifest[name]));
  return { names: [...keys('require'), ...keys('require-dev')], events: new Set(keys('scripts')), text };
}

function projectIn(view: StageView, unit: Unit, folder: string): ComposerJson | null {
  const before = view.units.filter(({ place }) => place <= unit.place);
  const text = textInImage(view.snapshot, before, joinPath(folder, 'composer.json'))?.text;
  return text === undefined ? null : readComposerJson(text);
}

/** Packages that write beside `vendor` when they are installed. */
const placers = /installers|flex$|scaffold|bin-plugin|wordpress|asset-plugin|^drupal\/|^craftcms\/|^typo3\//;

/** Events that an install or a new autoloader sets off. */
const events = ['install-cmd', 'update-cmd', 'autoload-dump', 'package-install'].flatMap((name) => [
  `pre-${name}`,
  `post-${name}`,
]);

/** Why an install writes beside `vendor` in the project's folder; null where it does not. */
export function whyWholeProject(view: StageView, unit: Unit, step: Step, folder: string): string | null {
  const project = projectIn(view, unit, folder);
  if (project === null) return 'composer.json could not be read: its scripts may write anywhere in the folder';
  if (/"(?:vendor-dir|bin-dir|installer-paths)"/.test(project.text)) return 'composer.json names folders of its own';
  const placer = project.names.find((name) => placers.test(name));
  if (placer !== undefined && !wordsOf(step).includes('--no-plugins')) return `${placer} writes beside vendor`;
  const event = events.find((name) => project.events.has(name));
  return event === undefined || wordsOf(step).includes('--no-scripts')
    ? null
    : `the ${event} script works in the project’s folder`;
}

/** Programs that Composer's packages call. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'czproject/git-php': ['git'],
  'gitonomy/gitlib': ['git'],
  'cpliakas/git-wrapper': ['git'],
  'symplify/git-wrapper': ['git'],
  'spatie/browsershot': ['node', 'npm'],
  'spatie/pdf-to-text': ['pdftotext'],
  'php-ffmpeg/php-ffmpeg': ['ffmpeg', 'ffprobe'],
  'pbmedia/laravel-ffmpeg': ['ffmpeg', 'ffprobe'],
};

const called = [
  'git',
  'curl',
  'wget',
  'unzip',
  'zip',
  'ssh',
  'rsync',
  'node',
  'npm',
  'npx',
  'make',
  'gcc',
  'composer',
].concat(['convert', 'ffmpeg', 'openssl', 'gpg', 'svn', 'patch', 'python3']);

/** Programs that packages of the read composer.json files, or PHP code that was read, call, each with why. */
export function phpPrograms(view: StageView): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { text } of contextTexts(view.snapshot, ['composer.json']))
    for (const name of readComposerJson(text)?.names ?? [])
      for (const program of Object.hasOwn(programs, name) ? (programs[name] ?? []) : [])
        found.set(program, `${name} calls it`);
  for (const { path, text } of contextTexts(view.snapshot, ['.php'])) {
    if (/(?:^|\/)(?:tests?|vendor)\//i.test(path)) continue;
    if (!/shell_exec|proc_open|passthru|popen|\bexec\(|\bsystem\(|\bProcess\b/.test(text)) continue;
    for (const program of called)
      if (
        [`'${program}`, `"${program}`].some((word) => text.includes(`${word} `) || text.includes(word + word.charAt(0)))
      )
        found.set(program, `${path} calls it`);
  }
  return found;
}

// Which of a project's dependencies a command installs: extras and dependency groups as the words of uv, Poetry, PDM,
// Pipenv and pip choose them. It reads no file.
import type { CommandFacts } from '../../facts/snapshot.ts';
import type { ShellWord } from '../../shell/shell.ts';
import type { ProjectText } from './python-manifests.ts';

/** Values of an option that takes one, `--with a,b` and `--with=a --with b` alike. */
function valuesOf(words: readonly string[], ...names: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => {
    const equals = word.indexOf('=');
    if (equals > 0 && names.includes(word.slice(0, equals))) return word.slice(equals + 1).split(/[,\s]+/);
    return names.includes(word) ? (words[at + 1] ?? '').split(/[,\s]+/) : [];
  });
}

interface Choice {
  readonly main: boolean;
  /** Null for all. */
  readonly groups: ReadonlySet<string> | null;
  readonly without: ReadonlySet<string>;
}

const all: Choice = { main: true, groups: null, without: new Set() };
const mainOnly: Choice = { main: true, groups: new Set(), without: new Set() };

function choiceOf({ effect, context }: CommandFacts, words: readonly string[]): Choice {
  const without = new Set(valuesOf(words, '--without', '--no-group'));
  const has = (...names: readonly string[]): boolean => names.some((name) => words.includes(name));
  switch (effect.tool) {
    case 'uv': {
      const only = valuesOf(words, '--only-group');
      if (only.length > 0 || has('--only-dev'))
        return { main: false, groups: new Set(has('--only-dev') ? [...only, 'dev'] : only), without };
      if (has('--all-groups')) return { ...all, without };
      const named = valuesOf(words, '--group');
      const isDevOff =
        has('--no-dev', '--no-default-groups') || /^(?:1|true)$/i.test(context.variable('UV_NO_DEV') ?? '');
      return { main: true, groups: new Set(isDevOff ? named : [...named, 'dev']), without };
    }
    case 'poetry': {
      const only = valuesOf(words, '--only');
      if (only.length > 0) return { main: only.includes('main'), groups: new Set(only), without };
      return has('--no-dev') ? mainOnly : { ...all, without };
    }
    case 'pdm':
      return has('--prod', '--production', '--no-dev')
        ? mainOnly
        : { ...all, without: new Set(valuesOf(words, '--without')) };
    case 'pipenv':
      return has('--dev', '-d') ? all : mainOnly;
    default:
      return mainOnly;
  }
}

/** Requirements of the project that the command installs, in the order of the file. */
export function namesOfProject(project: ProjectText, command: CommandFacts, word: ShellWord | null): readonly string[] {
  const words = command.command.words.map(({ value }) => value ?? '');
  const choice = choiceOf(command, words);
  const asked = /\[([\w,.\s-]*)\]$/.exec(word?.value ?? '')?.[1]?.split(',') ?? [];
  const extras = new Set([...asked.map((each) => each.trim()), ...valuesOf(words, '--extra', '--extras', '-E')]);
  const everyExtra = words.includes('--all-extras');
  return [
    ...(choice.main ? project.main : []),
    ...[...project.extras].flatMap(([name, each]) => (everyExtra || extras.has(name) ? each : [])),
    ...[...project.groups].flatMap(([name, each]) =>
      (choice.groups === null || choice.groups.has(name)) && !choice.without.has(name) ? each : [],
    ),
  ];
}

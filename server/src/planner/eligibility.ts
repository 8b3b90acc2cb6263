// What can be refused before anything is planned: files that do not parse, that have their stages already, that are bases
// or toolboxes for others, that start nothing or start the wrong kind of thing.
import type { Snapshot } from '../facts/snapshot.ts';
import type { Refusal } from './plan.ts';
import { instructionRange, refuse } from './refusals.ts';
import type { Roots } from './roots.ts';
import { refuseStages } from './several-stages.ts';
import type { StageView, Unit } from './stage-view.ts';

/** Refusals that the text alone gives, before roots and effects are looked at. */
export function refuseText(snapshot: Snapshot, view: StageView): readonly Refusal[] {
  const { dockerfile } = snapshot;
  const start = {
    start: 0,
    end: Math.min(dockerfile.text.length, dockerfile.text.indexOf('\n') + 1 || dockerfile.text.length),
  };
  const from = view.units.find(({ instruction }) => instruction.keyword === 'FROM');
  if (from === undefined) return [refuse('unparsed', start, 'there is no FROM; a rewrite needs the whole Dockerfile')];
  for (const instruction of dockerfile.instructions) {
    const problem = instruction.syntax.problems.find(({ code }) => code !== 'duplicate-directive');
    if (problem === undefined) continue;
    const range = {
      start: instruction.range.start + problem.span.from,
      end: instruction.range.start + problem.span.to,
    };
    return [refuse('unparsed', range, `${problem.message}; mend it first`)];
  }
  const staged = refuseStages(snapshot, view, from);
  if (staged.length > 0) return staged;
  const trigger = view.units.find(({ instruction }) => instruction.keyword === 'ONBUILD');
  if (trigger !== undefined)
    return [
      refuse(
        'image-for-building',
        instructionRange(trigger),
        'ONBUILD makes this a base for other images, which may need its build tools',
      ),
    ];
  return refuseBase(snapshot, view, from);
}

const vendorImages =
  /^(?:nvcr\.io\/|docker\.io\/(?:nvidia\/(?!cuda$)|rocm\/|intel\/|tensorflow\/tensorflow$|huggingface\/)|.*\/l4t)/;

function refuseBase(snapshot: Snapshot, view: StageView, from: Unit): readonly Refusal[] {
  const range = instructionRange(from);
  const kind = view.stage.stage.base.kind;
  if (kind === 'scratch')
    return [refuse('nothing-to-gain', range, 'an image from scratch holds nothing but what the file puts there')];
  if (view.base === null)
    return [
      refuse(
        'unknown-base',
        range,
        'the base image depends on a build argument without a default; give it a default to have it planned',
      ),
    ];
  if (/windows|nanoserver|servercore/.test(view.base.reference.text) || snapshot.dockerfile.escape === '`')
    return [refuse('unknown-base', range, 'Windows images are not planned for')];
  const language = /^docker\.io\/library\/(perl|erlang|swift|haskell|julia|r-base)$/.exec(view.base.image)?.[1];
  if (language !== undefined)
    return [
      refuse(
        'no-runtime-twin',
        range,
        `there is no recipe for ${language} images yet, so what runs on a leaner one is not known`,
      ),
    ];
  if (view.base.manager === null)
    return vendorImages.test(view.base.image)
      ? [
          refuse(
            'vendor-image',
            range,
            'this vendor image has no run-time twin; start from nvidia/cuda or a language image to have it split',
          ),
        ]
      : [
          refuse(
            'unknown-base',
            range,
            'the distribution of this base image is not known, so its run-time packages cannot be named',
          ),
        ];
  if (vendorImages.test(view.base.image))
    return [
      refuse(
        'vendor-image',
        range,
        'this vendor image has no run-time twin; start from nvidia/cuda or a language image to have it split',
      ),
    ];
  return refuseCleanedUp(view);
}

/** `apt-mark showmanual … apt-mark auto … purge`: the RUN keeps by hand just what runs, which no plan would do better. */
function refuseCleanedUp(view: StageView): readonly Refusal[] {
  const own = view.units.find(({ steps }) =>
    steps.some(({ facts }) => facts.effect.tool === 'apt-mark' && facts.effect.verb === 'auto'),
  );
  return own === undefined
    ? []
    : [
        refuse(
          'nothing-to-gain',
          instructionRange(own),
          'this RUN takes its build packages off again and keeps by `apt-mark` just what runs',
        ),
      ];
}

const shells = new Set(['sh', 'bash', 'zsh', 'ash', 'dash', 'fish', 'tmux', 'login', 'su']);
const idle = new Set(['sleep', 'tail', 'cat', 'true', 'top', 'watch']);
/** What stands beside an idle process and starts nothing that an image is for. */
const idleBeside = new Set(
  'echo printf cd export set exec env tini dumb-init mkdir touch chmod chown trap wait'.split(' '),
);
const serviceManagers = new Set([
  'init',
  'systemd',
  's6-svscan',
  'runsvdir',
  'runit',
  'openrc-init',
  'my_init',
  'runsvdir-start',
]);
const compilers = new Set(
  [
    'make',
    'gcc',
    'g++',
    'cc',
    'c++',
    'cmake',
    'clang',
    'nvcc',
    'cargo',
    'go',
    'air',
    'reflex',
    'CompileDaemon',
    'rustc',
    'mvn',
    'gradle',
    'gradlew',
    'mvnw',
    'ninja',
  ].concat(['javac', 'docker-compose', 'bazel', 'meson', 'catkin_make', 'colcon']),
);

/** Refusals that the roots give. */
export function refuseRoots(view: StageView, roots: Roots): readonly Refusal[] {
  const last = view.units.at(-1);
  const from = view.units.find(({ instruction }) => instruction.keyword === 'FROM') ?? last;
  if (from === undefined) return [];
  if (roots.entry === null && roots.argv.length === 0)
    return [
      refuse(
        'no-entry-point',
        instructionRange(from),
        'neither CMD nor ENTRYPOINT says what runs, so nothing tells what the image needs; add one',
      ),
    ];
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? from;
  const range = instructionRange(entry);
  const { argv } = roots;
  const program = baseName(argv[0] ?? '');
  if (argv.length === 0) return [refuse('no-entry-point', range, 'the entry point is empty; say what runs')];
  if (isToolbox(roots))
    return [
      refuse(
        'image-for-building',
        range,
        'the image starts a shell: its tools are the point of it; name a program to have it split',
      ),
    ];
  for (const name of roots.commands.keys())
    if (serviceManagers.has(name) || /\/sbin\/init$/.test(argv[0] ?? ''))
      return [
        refuse(
          'service-manager',
          range,
          `${name} starts services that this file does not name; one container for each program can be split`,
        ),
      ];
  if (program.startsWith('$') || program.includes('${'))
    return [refuse('no-entry-point', range, 'a variable decides what runs; name the program to have it split')];
  const compiled = [...roots.commands].find(([name]) => compilers.has(name));
  if (compiled !== undefined)
    return [
      refuse(
        'compiles-at-run-time',
        range,
        `${compiled[1].replace(/ runs it$/, '')} runs ${compiled[0]} when the container starts; build in a RUN to have it split`,
      ),
    ];
  const installs = installsAtStart(roots);
  if (installs !== null)
    return [
      refuse(
        'compiles-at-run-time',
        range,
        `\`${installs}\` installs packages when the container starts; install in a RUN to have it split`,
      ),
    ];
  const runs = toolThatBuilds(argv);
  if (runs !== null)
    return [
      refuse(
        'compiles-at-run-time',
        range,
        `\`${runs}\` builds when the container starts; build ${runs.startsWith('mix ') ? 'a release (`mix release`) ' : ''}in a RUN to have it split`,
      ),
    ];
  return [];
}

/** A shell without a script, or something that only keeps the container alive. */
function isToolbox({ argv, commands }: Roots): boolean {
  const [first = '', ...rest] = argv.filter(
    (word) => !/^(?:\/usr\/bin\/)?(?:tini|dumb-init|env|--)$/.test(baseName(word)),
  );
  const name = baseName(first);
  // Why: `cron && tail -f …` starts a service first and only then waits.
  const starts = [...commands].some(
    ([each, why]) => !why.startsWith('HEALTHCHECK') && !idle.has(each) && !shells.has(each) && !idleBeside.has(each),
  );
  if (idle.has(name)) return !starts && (name !== 'cat' || rest.length === 0);
  if (!shells.has(name)) return false;
  const operands = rest.filter((word) => !word.startsWith('-'));
  const inline = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  if (inline < 0) return operands.length === 0 || operands.every((word) => shells.has(baseName(word)));
  const script = (rest[inline + 1] ?? '').trim();
  return /^(?:exec\s+)?(?:\/bin\/)?(?:ba|z|da)?sh(?:\s+-\w+)*$|^(?:while\s+(?:true|:)|sleep\b|tail\s+-f)/.test(script);
}

const installPattern =
  /(?:^|[\s;&|(])((?:pip3?|python3? -m pip|poetry|pipenv|npm|yarn|pnpm|bundle|composer|apt-get|apt|apk|dnf|yum|conda|uv) (?:pip )?(?:install|sync|ci|add)\b[^\n;&|]{0,60})/;

function installsAtStart(roots: Roots): string | null {
  for (const { text } of roots.texts) {
    for (const line of text.split('\n')) {
      if (/^\s*#/.test(line)) continue;
      const found = installPattern.exec(line)?.[1];
      if (found !== undefined) return found.trim();
    }
  }
  const line = roots.argv.join(' ');
  return installPattern.exec(line)?.[1]?.trim() ?? null;
}

function toolThatBuilds(argv: readonly string[]): string | null {
  const line = argv.map((word) => word).join(' ');
  return (
    /(?:^|\s|\/)((?:go run|cargo run|dotnet run|dotnet watch|mix (?:phx\.server|run)|sbt run|lein run|stack run|gradle \w*[rR]un|mvn \S*run)\b)/.exec(
      line,
    )?.[1] ?? null
  );
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

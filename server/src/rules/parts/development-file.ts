// Whether a Dockerfile is made for work on the code rather than for production: by its name, by where it lies, or by what
// its container starts. Findings about weight, cache and start-up are told one level lower there.
import { remembered } from './remembered.ts';
import type { Severity, RuleGroup } from '../rule.ts';
import type { Snapshot } from '../../facts/snapshot.ts';

/** What people call such files: `Dockerfile.dev`, `dev.Dockerfile`, `Dockerfile-test`, `.devcontainer/Dockerfile`. */
const words =
  /(?:^|[._-])(?:dev|devel|develop|development|devcontainer|local|debug|test|tests|testing|ci|lint|docs|notebook|jupyter|sandbox|playground)(?:$|[._-])/i;
const folders = /^\.(?:devcontainer|gitpod|github|circleci|ci)$/;

/** Programs that a person works in, or that only keep a container alive for that. */
const interactive =
  /^(?:bash|zsh|fish|sh|ash|ipython|jupyter|jupyter-lab|jupyter-notebook|code-server|openvscode-server)$/;

function nameTells(path: string): boolean {
  const parts = path.replaceAll('\\', '/').split('/');
  const name = parts.at(-1) ?? '';
  const own = name.replace(/dockerfile|containerfile/i, '');
  return words.test(own) || parts.slice(-3, -1).some((part) => folders.test(part));
}

function startsInteractively({ config }: Snapshot): boolean {
  const facts = config.entrypoint ?? config.cmd;
  if (facts === null || facts.commands.length !== 1) return false;
  const [only] = facts.commands;
  const program = only?.command.name?.split('/').at(-1) ?? '';
  const given = only?.command.words.slice(1).map(({ value }) => value) ?? [];
  if (program === 'sleep') return given.includes('infinity');
  if (program === 'tail') return given.includes('/dev/null');
  if (!interactive.test(program)) return false;
  return /sh$/.test(program) ? given.every((word) => /^-[il]+$|^--login$/.test(word ?? '')) : true;
}

/** True for a file that is evidently not for production. */
export const isForDevelopment: (snapshot: Snapshot) => boolean = remembered(
  (snapshot) => (snapshot.path !== null && nameTells(snapshot.path)) || startsInteractively(snapshot),
);

const softGroups: ReadonlySet<RuleGroup> = new Set([
  'base-image',
  'layer-size',
  'cache',
  'context',
  'stages',
  'dependencies',
  'runtime',
]);

const lower: Readonly<Record<Severity, Severity>> = { error: 'error', warning: 'info', info: 'hint', hint: 'hint' };

/** The severity in such a file; errors stay what they are. */
export function softened(severity: Severity, group: RuleGroup): Severity {
  return softGroups.has(group) ? lower[severity] : severity;
}

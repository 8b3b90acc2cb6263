// Well-known installation scripts that are fetched and run at once, by the address they come from: what they leave, and
// whether that belongs to the builder. Facts about addresses only.
import type { Step, Unit } from './stage-view.ts';

export interface Installer {
  /**
   * `tool`: something to install or build with; `environment`: something that programs run in; `repository`: it sets up
   * a package repository; `python`: pip itself.
   */
  readonly kind: 'tool' | 'environment' | 'repository' | 'python';
  /** Program it brings, by which run-time use is told. */
  readonly program: string;
  /** What it leaves below HOME; empty where nothing of it is of use at run time. */
  readonly leaves: readonly string[];
}

const known: readonly { readonly pattern: RegExp; readonly installer: Installer }[] = [
  { pattern: /bootstrap\.pypa\.io|\bget-pip\.py/, installer: { kind: 'python', program: 'pip', leaves: [] } },
  {
    pattern: /install\.python-poetry\.org|get-poetry\.py|install-poetry\.py/,
    installer: { kind: 'tool', program: 'poetry', leaves: ['.local', '.poetry'] },
  },
  {
    pattern: /sh\.rustup\.rs|static\.rust-lang\.org\/rustup|(?:^|\/)rustup(?:\.sh|-init)/,
    installer: { kind: 'tool', program: 'cargo', leaves: [] },
  },
  {
    pattern: /mini(?:conda|forge)|mambaforge|anaconda3?-/i,
    installer: { kind: 'environment', program: 'conda', leaves: ['miniconda3'] },
  },
  { pattern: /astral\.sh\/uv/, installer: { kind: 'tool', program: 'uv', leaves: ['.local'] } },
  {
    pattern: /deb\.nodesource\.com|rpm\.nodesource\.com|(?:^|\/)nodesource_setup\.sh$/,
    installer: { kind: 'repository', program: 'node', leaves: [] },
  },
  { pattern: /packagecloud\.io\/install/, installer: { kind: 'repository', program: '', leaves: [] } },
];

/** The well-known installer that the step's block fetches and runs; null where it is none. */
export function installerIn(unit: Unit, step: Step): Installer | null {
  const block = unit.steps.filter((other) => other.block === step.block);
  for (const { facts } of block) {
    for (const { raw } of facts.command.words) {
      const found = known.find(({ pattern }) => pattern.test(raw));
      if (found !== undefined) return found.installer;
    }
  }
  return null;
}

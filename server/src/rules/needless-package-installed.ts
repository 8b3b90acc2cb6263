// Editors, debuggers, manuals and login servers serve people who work in a machine. Nobody logs in to a container that runs a
// service; who has to look inside attaches a debug image. Whether that is so here is for people to say: off unless asked for.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { closureBytes } from '../knowledge/debian-packages.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { keptPackages, type KeptPackage } from './parts/kept-packages.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { isInteractive } from './parts/starting.ts';
import { programsRun } from './parts/programs-run.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Packages by what they are for, with the programs that show that they are used. */
const kinds: readonly { readonly what: string; readonly names: RegExp; readonly programs: RegExp }[] = [
  {
    what: 'an editor',
    names:
      /^(?:vim(?:-tiny|-nox|-enhanced|-minimal|-runtime|-common)?|nano|emacs(?:-nox)?|neovim|joe|mcedit|mc|micro)$/,
    programs: /^(?:vim?|nvim|nano|emacs|joe|mc)$/,
  },
  {
    what: 'a login server',
    names: /^(?:openssh-server|dropbear|telnetd|tigervnc-standalone-server|xrdp|openssh)$/,
    programs: /^(?:sshd|ssh|ssh-keygen|ssh-keyscan|scp|sftp|dropbear|vncserver|Xvnc|xrdp)$/,
  },
  {
    what: 'a debugger',
    names: /^(?:gdb|gdbserver|valgrind|strace|ltrace|perf|linux-perf|tcpdump|lldb)$/,
    programs: /^(?:gdb|gdbserver|valgrind|strace|ltrace|perf|tcpdump|lldb)$/,
  },
  {
    what: 'a manual reader',
    names: /^(?:man-db|manpages|manpages-dev|mandoc|man-pages|info|texinfo)$/,
    programs: /^(?:man|mandb|info)$/,
  },
  {
    what: "a terminal's comfort",
    names:
      /^(?:htop|top|tmux|screen|bash-completion|less|telnet|inetutils-telnet|iputils-ping|ncdu|tree|figlet|cowsay|neofetch)$/,
    programs: /^(?:htop|tmux|screen|less|telnet|ping|ncdu|tree|figlet|cowsay|neofetch)$/,
  },
];

interface Needless {
  readonly kept: KeptPackage;
  readonly what: string;
  readonly programs: RegExp;
}

const needlessIn: (facts: InstructionFacts) => readonly Needless[] = remembered((facts) =>
  keptPackages(facts).flatMap((kept) => {
    const kind = kinds.find(({ names }) => names.test(kept.name));
    return kind === undefined ? [] : [{ kept, what: kind.what, programs: kind.programs }];
  }),
);

function findingOf(facts: InstructionFacts, { kept, what }: Needless): FileFinding {
  const bytes = kept.manager === 'apt' ? closureBytes(kept.name) : null;
  const weight = bytes === null || bytes < 1_000_000 ? '' : `: ${formatBytes(bytes)}`;
  return {
    facts,
    span: kept.word.span,
    message: `${kept.name} is ${what}, and nothing here runs it${weight}`,
    ...(bytes === null || bytes === 0 ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
  };
}

function* checkPackages(snapshot: Snapshot): Generator<FileFinding> {
  const isForPeople = snapshot.config.cmd !== null && isInteractive(snapshot);
  if (isForPeople) return;
  let run: readonly string[] | undefined;
  for (const facts of shippingChain(snapshot)) {
    for (const each of needlessIn(facts)) {
      run ??= [...programsRun(snapshot)];
      if (!run.some((program) => each.programs.test(program))) yield findingOf(facts, each);
    }
  }
}

function fixPackages(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const origin = facts === undefined ? undefined : instructionOf(snapshot, facts)?.range.start;
  if (facts === undefined || origin === undefined) return [];
  const found = needlessIn(facts).find(({ kept }) => kept.word.span.from === finding.range.start - origin)?.kept;
  if (found === undefined || !found.command.command.exact) return [];
  const named = found.command.effect.installs.flatMap(({ packages, manifests }) => [...packages, ...manifests]);
  if (named.length < 2) return [];
  return [
    {
      id: 'leave-out',
      title: `Leave ${found.name} out`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, removeWord(facts.syntax, found.word.span)),
      preferred: true,
    },
  ];
}

export const needlessPackageInstalled: Rule = {
  meta: {
    id: 'needless-package-installed',
    summary: 'A package serves people at a terminal, and nothing here runs it',
    group: 'dependencies',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
      'https://docs.docker.com/reference/cli/docker/debug/',
    ],
  },
  checkFile: checkPackages,
  fix: fixPackages,
};

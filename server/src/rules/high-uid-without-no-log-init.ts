// useradd writes an entry of the new user into /var/log/lastlog and /var/log/faillog, which have a place for every uid below
// it: with a high uid they become sparse files of hundreds of megabytes, and a layer's tar stores the holes as bytes.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { argumentsFor, has, parseOptions } from '../effects/options.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const valueOptions = [
  ...'-b -c -d -e -f -g -G -k -K -p -P -R -s -u -Z --base-dir --comment --home-dir --home --expiredate'.split(' '),
  ...'--inactive --gid --groups --skel --key --password --prefix --root --shell --uid --selinux-user'.split(' '),
];

/** Six digits: below that the files stay small enough to leave alone. */
const lowestHighUid = 100_000;
/** sizeof(struct lastlog) and sizeof(struct faillog) on 64-bit Linux (bits/utmp.h, shadow's faillog.h). */
const bytesOfEntry = 292 + 32;

/** The uid as written where it is a high one; null elsewhere, and where the files are left alone. */
function highUid(command: CommandFacts): string | null {
  if (programOf(command) !== 'useradd') return null;
  const parsed = parseOptions(calledBy(command).args.slice(1), { values: valueOptions });
  if (has(parsed, '-l', '--no-log-init')) return null;
  const uid = argumentsFor(parsed, '-u', '--uid').at(-1)?.text ?? '';
  return /^\d{6,10}$/.test(uid) && Number(uid) >= lowestHighUid ? uid : null;
}

function* checkUsers(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  for (const command of runCommands(facts)) {
    const uid = highUid(command);
    const word = calledBy(command).words[0];
    if (uid === null || word === undefined) continue;
    const bytes = (Number(uid) + 1) * bytesOfEntry;
    yield {
      span: word.span,
      message: `useradd grows /var/log/lastlog and faillog to the uid ${uid}: up to ${formatBytes(bytes)} in this layer's tar`,
      saving: { bytes, unit: 'tar', kind: 'estimated' },
    };
  }
}

function noLogInit(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const word = command === undefined ? undefined : calledBy(command).words[0];
  if (facts === undefined || word === undefined || command?.command.exact !== true) return null;
  return {
    id: 'no-log-init',
    title: 'Leave the login records alone (--no-log-init)',
    applicability: 'safe',
    edits: editsAt(snapshot, facts, [insertWord(word.span, '--no-log-init')]),
    preferred: true,
  };
}

export const highUidWithoutNoLogInit: Rule = {
  meta: {
    id: 'high-uid-without-no-log-init',
    summary: 'useradd with a high uid writes huge sparse login records',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3046'],
    references: [
      'https://docs.docker.com/build/building/best-practices/#user',
      'https://github.com/golang/go/issues/13548',
    ],
  },
  checkInstruction: checkUsers,
  fix: (snapshot, finding) => [noLogInit(snapshot, finding)].filter((fix) => fix !== null),
};

// ARG and ENV are written into the image's configuration and history: whoever can pull the image can read them, also when a
// later line unsets them. A secret mount shows a value to one RUN and leaves nothing behind. Names tell; values that are no
// secrets (paths, addresses, switches, fingerprints) and names of things around a secret are left alone.
import type { KeyValue } from '../dockerfile/dockerfile.ts';
import { expandIn } from '../dockerfile/variables.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { variablesBefore } from '../facts/stage-state.ts';
import { addFlag } from '../rewrite/run-edits.ts';
import { removeInstruction } from './parts/instructions.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const secretWords: ReadonlySet<string> = new Set([
  ...[
    'apikey',
    'auth',
    'credential',
    'credentials',
    'key',
    'passphrase',
    'passwd',
    'password',
    'pword',
    'secret',
    'token',
  ],
]);

/** Words that say the value is about a secret and none itself: `KEY_ID`, `TOKEN_URL`, `AUTH_ENABLED`, `PUBLIC_KEY`. */
const aboutWords: ReadonlySet<string> = new Set([
  ...[
    'public',
    'gpg',
    'pgp',
    'file',
    'path',
    'dir',
    'url',
    'uri',
    'host',
    'port',
    'server',
    'servers',
    'endpoint',
    'issuer',
  ],
  ...[
    'type',
    'kind',
    'mode',
    'method',
    'methods',
    'provider',
    'backend',
    'enabled',
    'disabled',
    'required',
    'allow',
    'size',
  ],
  ...[
    'length',
    'ttl',
    'expiry',
    'expiration',
    'timeout',
    'name',
    'prefix',
    'algorithm',
    'version',
    'sha256',
    'fingerprint',
  ],
]);

function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z])(?=[A-Z][a-z])/g, '$1_')
    .toLowerCase()
    .split(/[_.-]/);
  if (!words.some((word) => secretWords.has(word)) || words.some((word) => aboutWords.has(word))) return false;
  // Why: the id of an access key is needed to use it, and is kept with it; the id of another key is only its name.
  return words.at(-1) !== 'id' || /access_key_id$/i.test(name);
}

/** A value that is none: a switch, a number, a path, an address, a fingerprint; for ENV also nothing, to be set at run time. */
function isHarmless({ value }: KeyValue, facts: InstructionFacts): boolean {
  if (value === null) return false;
  // Why: what an argument's own default tells of a name, it tells of the variable made of it too.
  const known = value.includes('$') ? expandIn(variablesBefore(facts), value, facts.syntax.escape).value : value;
  const plain = known.replace(/^(["'])(.*)\1$/, '$2');
  return (
    (plain === '' && !value.includes('$') && facts.syntax.keyword === 'ENV') ||
    /^(?:true|false|yes|no|on|off|none|null|\d{1,5})$/i.test(plain) ||
    /^(?:\/|\.\/|https?:\/\/[^@]*$)/.test(plain) ||
    /^(?:0x)?(?:[\dA-F]{16}|[\dA-F]{32}|[\dA-F]{40})(?:[ ,;]+(?:0x)?[\dA-F]{16,40})*$/i.test(plain)
  );
}

function* checkPairs(facts: InstructionFacts): Generator<LocalFinding> {
  const { keyword, pairs } = facts.syntax;
  if (keyword !== 'ARG' && keyword !== 'ENV') return;
  for (const pair of pairs) {
    if (!isSecretName(pair.name) || isHarmless(pair, facts)) continue;
    const cost = keyword === 'ARG' ? 'in the history of the image' : 'in the configuration of the image';
    yield { span: pair.nameSpan, message: `${pair.name} reads like a secret, and stays readable ${cost}` };
  }
}

/** Shows the secret to the RUNs that name it, where nothing else does, and takes the ARG out. */
function secretMount(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const arg = factsOf(snapshot, finding);
  const place = arg === undefined ? undefined : instructionOf(snapshot, arg);
  const [pair, ...more] = arg?.syntax.pairs ?? [];
  if (arg?.syntax.keyword !== 'ARG' || pair === undefined || more.length > 0 || pair.value !== null) return [];
  if (place?.stage == null || place.syntax !== arg.syntax || arg.syntax.innerComments.length > 0) return [];
  const users = snapshot.facts.filter((each) => each !== arg && each.syntax.text.includes(pair.name));
  const isRun = users.every((each) => {
    const { keyword, shell, heredocs } = each.syntax;
    return (
      keyword === 'RUN' &&
      shell !== null &&
      heredocs.length === 0 &&
      instructionOf(snapshot, each)?.stage === place.stage
    );
  });
  const removed = removeInstruction(snapshot, arg);
  if (users.length === 0 || !isRun || removed === null || !/^\w+$/.test(pair.name)) return [];
  const flag = `--mount=type=secret,id=${pair.name},env=${pair.name}`;
  return [
    {
      id: 'secret-mount',
      title: `Show ${pair.name} to the RUN alone (--mount=type=secret)`,
      // Why: whoever builds has to give it another way: --secret id=NAME,env=NAME.
      applicability: 'unsafe',
      edits: [removed, ...users.flatMap((each) => editsAt(snapshot, each, [addFlag(each.syntax, flag)]))],
      preferred: true,
    },
  ];
}

export const secretInArgumentOrEnvironment: Rule = {
  meta: {
    id: 'secret-in-argument-or-environment',
    summary: 'ARG or ENV holds a secret that everybody with the image can read',
    group: 'security',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3064', 'buildkit:SecretsUsedInArgOrEnv', 'trivy:DS-0031', 'semgrep:secret-in-build-arg'],
    references: [
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
      'https://docs.docker.com/build/building/secrets/',
    ],
  },
  checkInstruction: checkPairs,
  fix: secretMount,
};

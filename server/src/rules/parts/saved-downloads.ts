// What curl and wget are asked for and where it goes: the addresses, the options that matter when a server says no, and
// whether what came is saved as it is. It judges no finding.
import { argumentsOf, type Argument } from '../../effects/arguments.ts';
import { has, parseOptions, type ParsedArguments } from '../../effects/options.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { baseName, calledBy, programOf, runCommands } from './called.ts';
import { remembered } from './remembered.ts';

const valueOptions = [
  ...'-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --output-dir --header'.split(
    ' ',
  ),
  ...'--data --data-raw --data-binary --user --user-agent --request --retry --retry-delay --retry-max-time'.split(' '),
  ...'--connect-timeout --max-time --proxy --url --cacert --cert --key --proto --tlsv --tls-max --ciphers --referer'.split(
    ' ',
  ),
  ...'--cookie --form --range --write-out --limit-rate --resolve --interface --max-redirs --upload-file --config'.split(
    ' ',
  ),
];

export interface CurlCall {
  readonly command: CommandFacts;
  readonly parsed: ParsedArguments;
  readonly urls: readonly Argument[];
  /** Files that take what comes, absolute; through the rest of its pipe as well. */
  readonly files: readonly string[];
}

/** Commands that hand on what they read: what is saved behind them is what came. */
const handsOn = /^(?:cat|tee|sed|tr|awk|gawk|mawk|head|tail|sort|dd|sponge)$/;

/** Files that the command writes itself, or the members of its pipe behind it, as far as they hand on what comes. */
function savedBy({ commands }: InstructionFacts, command: CommandFacts): readonly string[] {
  const files = (each: CommandFacts): readonly string[] =>
    each.effect.writes.flatMap(({ path }) => (path.kind === 'file' ? [path.path] : []));
  const { pipeline } = command.command;
  if (pipeline === null) return files(command);
  const behind = commands.slice(commands.indexOf(command) + 1).filter((each) => each.command.pipeline === pipeline);
  const found = [...files(command)];
  for (const each of behind) {
    if (!handsOn.test(programOf(each))) break;
    found.push(...files(each));
  }
  return found;
}

/** Calls of curl that get something over http(s) and save it, with options that are all known. */
export const savingCurls: (facts: InstructionFacts) => readonly CurlCall[] = remembered((facts) =>
  runCommands(facts).flatMap((command): readonly CurlCall[] => {
    if (programOf(command) !== 'curl') return [];
    const parsed = parseOptions(calledBy(command).args.slice(1), { values: valueOptions });
    const urls = parsed.operands;
    if (parsed.open || urls.length === 0 || urls.some(({ prefix }) => /^(?:file|ftp|scp):/i.test(prefix))) return [];
    // Why: an answer to a question is looked at by whoever asks.
    if (has(parsed, '-I', '--head', '-w', '--write-out', '-K', '--config', '-X', '--request', '-d', '--data', '-T'))
      return [];
    const files = savedBy(facts, command);
    return files.length === 0 ? [] : [{ command, parsed, urls, files }];
  }),
);

/** A later command of the RUN would notice that the file is not what it should be: it unpacks it, installs it, or compares it. */
export function isProvenLater({ commands }: InstructionFacts, command: CommandFacts, path: string): boolean {
  const name = baseName(path);
  return commands.slice(commands.indexOf(command) + 1).some((each) => {
    const { effect, context } = each;
    const isProof =
      effect.role === 'unpack' ||
      effect.role === 'install' ||
      /^(?:sha\d+sum|shasum|md5sum|b2sum|openssl|gpg|gpgv|cosign|minisign|grep|jq|python|sh|bash|dpkg|rpm|file|cmp|java)\d*$/.test(
        effect.tool,
      );
    return (
      (isProof || each.command.name === null) &&
      argumentsOf(each.command.words, context).some(({ prefix }) => prefix.includes(name))
    );
  });
}

const comparers = /^(?:sha\d+sum|shasum|md5sum|b2sum|cksum|gpgv|cosign|minisign)$/;

/** Checksums or signatures are compared somewhere in the RUN. */
export function comparesSums(facts: InstructionFacts): boolean {
  return runCommands(facts).some((command) => {
    const program = programOf(command);
    if (comparers.test(program)) return true;
    const { words } = command.command;
    return words.some(
      ({ value }) =>
        ((program === 'gpg' || program === 'gpg2') && value === '--verify') ||
        (program === 'openssl' && (value === 'dgst' || value === 'pkeyutl')) ||
        value?.startsWith('--checksum') === true,
    );
  });
}

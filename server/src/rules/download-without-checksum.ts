// A download of a fixed version that nothing compares: what it brings is whatever the server says today, and the build cache
// keeps it by the text of the RUN alone. `ADD --checksum` downloads beside other steps and fails when the bytes differ.
import type { CommandFacts, InstructionFacts } from '../facts/snapshot.ts';
import { argumentTexts, calledBy, programOf, runCommands } from './parts/called.ts';
import { comparesSums } from './parts/saved-downloads.ts';
import type { LocalFinding, Rule } from './rule.ts';

/** A version in an address: `/v1.2.3/`, `tool-1.2.tar.gz`. */
const versioned = /[/_-]v?\d+\.\d+/i;
/** What is large as a rule: archives, packages, and programs by their platform. */
const large =
  /\.(?:tar(?:\.\w{1,4})?|t[gbx]z|zip|deb|rpm|whl|jar|war|run|bin|onnx|gguf|safetensors|AppImage)$|(?:linux|amd64|x86_64|arm64|aarch64)[\w.-]*$/i;

function addressOf(command: CommandFacts): string | null {
  const program = programOf(command);
  if (program !== 'curl' && program !== 'wget') return null;
  const url = argumentTexts(command).find((text) => /^https?:\/\//i.test(text));
  const path = url?.split(/[?#]/, 1)[0] ?? '';
  return versioned.test(path) && large.test(path) ? path : null;
}

function* checkDownloads(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || comparesSums(facts)) return;
  for (const command of runCommands(facts)) {
    const address = addressOf(command);
    const word = calledBy(command).args.find(({ text }) => text !== null && /^https?:\/\//i.test(text))?.word;
    if (address === null || word === undefined) continue;
    const name = address.slice(address.lastIndexOf('/') + 1);
    yield {
      span: word.span,
      message: `nothing compares ${name} with what it was; ADD --checksum does, and downloads beside other steps`,
    };
  }
}

export const downloadWithoutChecksum: Rule = {
  meta: {
    id: 'download-without-checksum',
    summary: 'A download of a fixed version is not compared with a checksum',
    group: 'security',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  },
  checkInstruction: checkDownloads,
};

// Signatures and checksums are of use until they were compared. They are small, so this is off unless asked for.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { baseName } from './parts/called.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { keptDownloads, removalAtEnd } from './parts/kept-downloads.ts';
import { factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const kinds =
  /\.(?:asc|sig|sign|minisig|sha(?:1|256|512)(?:sum)?|md5)$|(?:^|\/)(?:SHASUMS|SHA\d+SUMS|checksums)[^/]*$/i;

function* checkSignatures(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  for (const { path, word, command, index } of keptDownloads(facts)) {
    if (!kinds.test(path) || !isCompared(facts, index, path)) continue;
    yield {
      span: word?.span ?? headSpan(command),
      message: `${baseName(path)} stays in this layer when it has been compared`,
      proof: { path },
    };
  }
}

/** A later command of the RUN reads it by its name: gpg, sha256sum, grep. */
function isCompared({ commands }: InstructionFacts, index: number, path: string): boolean {
  const name = baseName(path);
  return commands.slice(index + 1).some(({ command }) => {
    const words = [...command.words, ...command.redirections.flatMap(({ target }) => target ?? [])];
    return words.some(({ raw, value }) => (value ?? raw).includes(name));
  });
}

function removeIt(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const file =
    facts === undefined ? undefined : keptDownloads(facts).find(({ path }) => path === finding.proof['path']);
  const removal = facts === undefined || file === undefined ? null : removalAtEnd(facts, file);
  if (facts === undefined || file === undefined || removal === null) return null;
  const naming = { id: 'clean-up', title: `Remove ${baseName(file.path)} in the same layer` };
  return cleanUpFix(snapshot, facts, removal, naming);
}

export const signatureLeftInLayer: Rule = {
  meta: {
    id: 'signature-left-in-layer',
    summary: 'A signature or checksum file stays in the layer when it has been compared',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
  },
  checkInstruction: checkSignatures,
  fix: (snapshot, finding) => [removeIt(snapshot, finding)].filter((fix) => fix !== null),
};

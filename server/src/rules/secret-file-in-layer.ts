// Whoever has an image has every file of every layer, also those that a later line deletes. After a measured build, files
// whose name is that of a secret (a private key, an .env, the configuration of a registry client) are named on the line
// that brought them. Their content is never looked at, so what is told is a name to check.
import type { Snapshot } from '../facts/snapshot.ts';
import type { FileFinding, Rule } from './rule.ts';

const mostNamed = 3;

function* checkSecrets(snapshot: Snapshot): Generator<FileFinding> {
  const byInstruction = new Map<number, { path: string; live: boolean }[]>();
  for (const { instruction, ...file } of snapshot.measured?.found?.secrets ?? [])
    byInstruction.set(instruction, [...(byInstruction.get(instruction) ?? []), file]);
  for (const [instruction, files] of byInstruction) {
    const facts = snapshot.facts[instruction];
    if (facts === undefined) continue;
    const named = files.slice(0, mostNamed).map(({ path }) => path);
    const rest = files.length > mostNamed ? ` and ${String(files.length - mostNamed)} more` : '';
    const late = files.some(({ live }) => live) ? '' : ', though a later line deletes it';
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `by its name a secret lies in this layer: ${named.join(', ')}${rest}${late}`,
      proof: { files },
    };
  }
}

export const secretFileInLayer: Rule = {
  meta: {
    id: 'secret-file-in-layer',
    summary: 'A file with the name of a secret was found in a layer of the built image',
    group: 'security',
    severity: 'info',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  checkFile: checkSecrets,
};

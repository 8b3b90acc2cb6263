// What the tools make of the examples today is what stands in examples/: the Dockerfiles of `plimsoll split`, of `plimsoll
// fix`, and the drafts of a second service, read from the disk as a user would. UPDATE_FIXTURES=1 writes them anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleFolder, exampleNames, imageFiles, readExample } from '../../scripts/support/example-projects.ts';
import { fix } from '../../server/src/cli/fix.ts';
import { split } from '../../server/src/cli/split.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { runOn } from './support.ts';

interface Written {
  readonly text: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

function expectFile(file: string, text: string | undefined): void {
  if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(file, text ?? '');
  expect(readFileSync(file, 'utf8')).toBe(text);
}

describe('what `plimsoll split` makes of an example is up to date', () => {
  for (const name of exampleNames())
    for (const image of readExample(name).images) {
      const { split: options } = image;
      if (options === undefined) continue;
      const { file } = imageFiles(name, image);
      test(path.relative('examples', file), async () => {
        const args = [...options, '--format', 'json', 'Dockerfile'];
        const { code, json } = await runOn(split, args, { host: createNodeHost(), folder: path.dirname(file) });
        expect(code, JSON.stringify(json())).toBe(0);
        expectFile(file, (json() as { files: Written[] }).files[0]?.text);
      });
    }
});

async function fixed(folder: string): Promise<Written | undefined> {
  const args = ['--unsafe', '--format', 'json', 'Dockerfile'];
  const { json } = await runOn(fix, args, { host: createNodeHost(), folder });
  return (json() as { files: Written[] }).files[0];
}

test('examples/layer-order/Dockerfile.lean is what `plimsoll fix` makes of its Dockerfile', async () => {
  const folder = exampleFolder('layer-order');
  expectFile(path.join(folder, 'Dockerfile.lean'), (await fixed(folder))?.text);
});

test('the second service of examples/preprocessing-sidecar is as `plimsoll fix` drafts it', async () => {
  const folder = exampleFolder('preprocessing-sidecar');
  const drafts = (await fixed(path.join(folder, 'before')))?.files ?? [];
  expect(drafts.map((draft) => draft.path)).toEqual(['Dockerfile.documents', 'compose.documents.yaml']);
  for (const draft of drafts) expectFile(path.join(folder, 'after', draft.path), draft.text);
});

test('every example says in its README what was measured, or that nothing was', () => {
  for (const name of exampleNames()) {
    const readme = path.join(exampleFolder(name), 'README.md');
    expect(existsSync(readme), readme).toBe(true);
    const text = readFileSync(readme, 'utf8');
    if (readExample(name).ask === undefined) expect(text).toContain('not measured');
    else expect(text).toMatch(/<!-- measured by npm run examples -->\n\n\|[^<]*<!-- end of what was measured -->/);
  }
});

// Gives the rules' descriptions to the scripts: finds the rule files, bundles them together and imports the result, so it
// works before any registry was generated. It judges no rule.
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Rule } from '../../server/src/rules/rule.ts';

export const rulesFolder = 'server/src/rules';
const notRules: ReadonlySet<string> = new Set([
  'rule.ts',
  'run-rules.ts',
  'check-instruction.ts',
  'index.generated.ts',
]);

/** `apt-lists-left-in-layer` → `aptListsLeftInLayer`: the name a rule's file exports. */
export function exportName(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Ids of all rules, by their files' names, sorted. */
export async function ruleIds(root: string): Promise<readonly string[]> {
  const names = await readdir(path.join(root, rulesFolder));
  return names
    .filter((name) => name.endsWith('.ts') && !notRules.has(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

/** Every rule, by its file. Throws where a file does not export the rule of its name. */
export async function loadRules(root: string): Promise<readonly Rule[]> {
  const ids = await ruleIds(root);
  const outfile = path.join(root, '.build', 'scripts', `rules-${process.pid}.mjs`);
  await mkdir(path.dirname(outfile), { recursive: true });
  await build({
    stdin: {
      contents: ids.map((id) => `export { ${exportName(id)} } from './${rulesFolder}/${id}.ts';`).join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const loaded = (await import(pathToFileURL(outfile).href)) as Readonly<Record<string, Rule>>;
  await rm(outfile);
  return ids.map((id) => {
    const rule = loaded[exportName(id)];
    if (rule?.meta.id !== id)
      throw new Error(`${rulesFolder}/${id}.ts must export "${exportName(id)}" with the id "${id}"`);
    return rule;
  });
}

// Derives what must not be written by hand: the registry of rules, their documentation, and the settings' schemas.
// `npm run generate` writes; `npm run generate -- --check` only says what is stale and then fails.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import {
  projectFileSchema,
  restrictedSettings,
  settingsPage,
  vscodeSettings,
} from '../server/src/settings/settings-json-schema.ts';
import { replaceJsonValue } from './support/json-splice.ts';
import { loadRules, rulesFolder } from './support/load-rules.ts';
import { renderRegistry, renderRulePage, renderRuleTable } from './support/rule-docs.ts';

const root = process.cwd();
const docsFolder = 'docs/rules';

/** The text as the project's formatter would leave it, so that formatting makes nothing stale. */
async function formatFor(file: string, text: string): Promise<string> {
  const options = await resolveConfig(path.join(root, file));
  return format(text, { ...options, filepath: path.join(root, file) });
}

async function packageText(configuration: unknown): Promise<string> {
  const text = await readFile(path.join(root, 'package.json'), 'utf8');
  const replacements: readonly (readonly [readonly string[], unknown])[] = [
    [['capabilities', 'untrustedWorkspaces', 'restrictedConfigurations'], restrictedSettings()],
    [['contributes', 'configuration'], { title: 'Plimsoll', properties: configuration }],
  ];
  return replacements.reduce((result, [at, value]) => replaceJsonValue(result, at, value), text);
}

/** Every generated file with the text it should have. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const rules = await loadRules(root);
  const descriptions = rules.map(({ meta: { id, summary, severity } }) => ({ id, summary, severity }));
  const files = new Map<string, string>();
  files.set(`${rulesFolder}/index.generated.ts`, renderRegistry(descriptions.map(({ id }) => id)));
  for (const rule of rules) {
    const page = await readFile(path.join(root, 'test', 'rules', `${rule.meta.id}.md`), 'utf8');
    files.set(`${docsFolder}/${rule.meta.id}.md`, renderRulePage(rule, page));
  }
  files.set(`${docsFolder}/README.md`, renderRuleTable(rules));
  files.set('docs/settings.md', settingsPage());
  files.set('package.json', await packageText(vscodeSettings(descriptions)));
  files.set('server/data/plimsoll.schema.json', JSON.stringify(projectFileSchema(descriptions), null, 2));
  const formatted = new Map<string, string>();
  for (const [file, text] of files) formatted.set(file, file === 'package.json' ? text : await formatFor(file, text));
  return formatted;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(path.join(root, file), 'utf8');
  } catch {
    return null;
  }
}

const check = process.argv.includes('--check');
const files = await generated();
const stale: string[] = [];
for (const [file, text] of files) {
  if ((await readIfThere(file)) === text) continue;
  stale.push(file);
  if (check) continue;
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}
for (const name of await readdir(path.join(root, docsFolder)).catch(() => [])) {
  const file = `${docsFolder}/${name}`;
  if (files.has(file)) continue;
  stale.push(file);
  if (!check) await rm(path.join(root, file));
}
if (check && stale.length > 0) {
  process.stderr.write(`stale, run "npm run generate":\n${stale.map((file) => `  ${file}\n`).join('')}`);
  process.exitCode = 1;
} else
  process.stdout.write(stale.length === 0 ? 'nothing is stale\n' : stale.map((file) => `wrote ${file}\n`).join(''));

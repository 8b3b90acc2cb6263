// `npm run new-rule <id>`: writes a rule and its fixture page, then everything that is derived from them.
// docs/adding-a-rule.md goes on from there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportName, rulesFolder } from './support/load-rules.ts';

const id = process.argv[2] ?? '';
const root = process.cwd();

function fail(message: string): never {
  process.stderr.write(`new-rule: ${message}\n`);
  process.exit(2);
}

if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id))
  fail(
    'give an id of several words in kebab-case that reads after "allow": npm run new-rule -- apt-lists-left-in-layer',
  );
const ruleFile = path.join(root, rulesFolder, `${id}.ts`);
const pageFile = path.join(root, 'test', 'rules', `${id}.md`);
for (const file of [ruleFile, pageFile]) if (existsSync(file)) fail(`${path.relative(root, file)} is there already`);

const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };

await writeFile(
  ruleFile,
  `// WHAT it finds and WHY it costs bytes, with the mechanics of the layers. What it leaves alone on purpose.
import type { Rule } from './rule.ts';

export const ${exportName(id)}: Rule = {
  meta: {
    id: '${id}',
    summary: 'One sentence, present tense, without full stop',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '${version}',
    aliases: [],
    references: [],
  },
  *checkInstruction(facts) {
    // Bytes of a layer that does not ship cost nobody anything.
    if (!facts.ships) return;
    for (const { command, effect } of facts.commands) {
      if (effect.tool !== '${id}') continue;
      yield { span: command.span, message: 'what is wrong here' };
    }
  },
};
`,
);
await writeFile(
  pageFile,
  `# ${id}

Why it is so, with the mechanics of the layers.

## Example

\`\`\`dockerfile
FROM debian:12
RUN ${id} --help
    ${'^'.repeat(id.length + ' --help'.length)} ${id}: what is wrong here
\`\`\`

## When to allow it

## Edge cases

A stage that does not ship:

\`\`\`dockerfile
FROM debian:12 AS build
RUN ${id} --help
FROM scratch
COPY --from=build /bin/true /true
\`\`\`
`,
);
process.stdout.write(`wrote ${path.relative(root, ruleFile)}\nwrote ${path.relative(root, pageFile)}\n`);
const result = spawnSync(process.execPath, [path.join(root, 'scripts', 'run.mjs'), 'generate'], { stdio: 'inherit' });
process.stdout.write(`now: docs/adding-a-rule.md, then "npx vitest run test/rules -t ${id}"\n`);
process.exitCode = result.status ?? 2;

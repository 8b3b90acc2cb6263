// Renders the documentation of the rules from their descriptions and fixture pages. It reads and writes no file.
import { groups, type Rule, type RuleMeta } from '../../server/src/rules/rule.ts';
import { exportName } from './load-rules.ts';

const repository = '../..';

const needsText: Readonly<Record<RuleMeta['needs'], string>> = {
  source: 'the text alone',
  context: 'the files of the build context',
  image: 'a built image',
};
const fixText: Readonly<Record<RuleMeta['fix'], string>> = {
  always: 'always',
  sometimes: 'where it is known to be right',
  never: 'none',
};
const groupTitles: Readonly<Record<RuleMeta['group'], string>> = {
  'base-image': 'Base image',
  'layer-size': 'Layer size',
  cache: 'Build cache',
  context: 'Build context',
  stages: 'Stages',
  dependencies: 'Dependencies',
  runtime: 'Run time',
  correctness: 'Correctness',
  security: 'Security',
};

/** The registry: `server/src/rules/index.generated.ts`. */
export function renderRegistry(ids: readonly string[]): string {
  const imports = ids.map((id) => `import { ${exportName(id)} } from './${id}.ts';`);
  return `${[
    '// Every rule, by its file. Written by `npm run generate`; edits are lost.',
    ...imports,
    "import type { Rule } from './rule.ts';",
    '',
    `export const rules: readonly Rule[] = [${ids.map(exportName).join(', ')}];`,
  ].join('\n')}\n`;
}

/** `docs/rules/<id>.md`: what the rule says of itself, then its fixture page. `page` begins with its title line. */
export function renderRulePage({ meta }: Rule, page: string): string {
  const end = page.indexOf('\n');
  const rest = page.slice(end + 1).trim();
  const rows = [
    ['group', `[${groupTitles[meta.group]}](README.md#${groupTitles[meta.group].toLowerCase().replace(/ /g, '-')})`],
    ['severity', meta.severity],
    ['needs', needsText[meta.needs]],
    ['fix', fixText[meta.fix]],
    ['cured by a multi-stage rewrite', meta.curedBySplit === true ? 'yes' : 'no'],
    ['also known as', meta.aliases.length === 0 ? '–' : meta.aliases.map((alias) => `\`${alias}\``).join(', ')],
    ['since', `${meta.since}${meta.status === 'preview' ? ' (preview)' : ''}`],
  ];
  return `${[
    `<!-- From test/rules/${meta.id}.md and server/src/rules/${meta.id}.ts, by \`npm run generate\`; edits are lost. -->`,
    '',
    `# ${meta.id}`,
    '',
    `${meta.summary}.`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    rest,
    '',
    '## Switching it off',
    '',
    `For one instruction, a comment above it: \`# plimsoll ignore=${meta.id}\`. For a project, in \`plimsoll.json\`:`,
    `\`{ "rules": { "${meta.id}": "off" } }\`.`,
    ...(meta.references.length === 0 ? [] : ['', '## See also', '', ...meta.references.map((url) => `- <${url}>`)]),
    '',
    `[Source](${repository}/server/src/rules/${meta.id}.ts) · [fixtures](${repository}/test/rules/${meta.id}.md)`,
  ].join('\n')}\n`;
}

/** `docs/rules/README.md`: all rules, by group, counted. */
export function renderRuleTable(rules: readonly Rule[]): string {
  const sections = groups.flatMap((group) => {
    const members = rules.filter(({ meta }) => meta.group === group);
    if (members.length === 0) return [];
    return [
      '',
      `## ${groupTitles[group]}`,
      '',
      members.length === 1 ? '1 rule.' : `${String(members.length)} rules.`,
      '',
      '| rule | what it finds | severity | needs | fix | also known as |',
      '| --- | --- | --- | --- | --- | --- |',
      ...members.map(
        ({ meta }) =>
          `| [${meta.id}](${meta.id}.md) | ${meta.summary} | ${meta.severity} | ${meta.needs} | ${meta.fix} | ${meta.aliases.map((alias) => `\`${alias}\``).join(', ')} |`,
      ),
    ];
  });
  return `${[
    '<!-- By `npm run generate`; edits are lost. -->',
    '',
    '# Rules',
    '',
    `${String(rules.length)} rules. Each page is documentation and test at once: its examples are run.`,
    ...sections,
  ].join('\n')}\n`;
}

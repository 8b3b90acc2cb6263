// Findings appear where a person reads them, follow the typing, and go when the text is mended.
import assert from 'node:assert/strict';
import { waitFor, type EditorTest } from '../run-tests.ts';
import {
  actionsAt,
  findingsOf,
  openFile,
  openText,
  replaceText,
  ruleOf,
  takeAction,
  waitForFinding,
  waitForNoFinding,
} from './steps.ts';

const rule = 'apt-lists-left-in-layer';
const oneFinding = 'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n';

export const findingTests: readonly EditorTest<undefined>[] = [
  {
    name: 'opening a Dockerfile shows its findings with rule, source and place',
    run: async () => {
      const document = await openFile('Dockerfile');
      const finding = await waitForFinding(document, rule);
      assert.equal(document.lineAt(finding.range.start.line).text.includes('apt-get update'), true);
      assert.ok(finding.message.length > 10);
      assert.doesNotMatch(finding.message, /\.$/);
    },
  },
  {
    name: 'findings follow the typing',
    run: async () => {
      const document = await openText(oneFinding);
      await waitForFinding(document, rule);
      await replaceText(document, 'curl', 'curl && rm -rf /var/lib/apt/lists/*');
      await waitForNoFinding(document, rule);
      await replaceText(document, ' && rm -rf /var/lib/apt/lists/*', '');
      await waitForFinding(document, rule);
    },
  },
  {
    name: 'a quick fix mends the line and nothing else',
    run: async () => {
      const document = await openText(oneFinding);
      const finding = await waitForFinding(document, rule);
      // Why asked again: an answer is dropped when what is known of the document changes while it is looked for.
      const action = await waitFor('a preferred fix', async () =>
        (await actionsAt(document, finding.range, 'quickfix')).find(({ isPreferred }) => isPreferred === true),
      );
      await takeAction(action);
      await waitForNoFinding(document, rule);
      assert.ok(document.getText().startsWith('FROM debian:12\nRUN '));
      assert.ok(document.getText().includes('apt-get install -y --no-install-recommends curl'));
    },
  },
  {
    name: 'an ignore comment silences a finding',
    run: async () => {
      const document = await openText(oneFinding);
      await waitForFinding(document, rule);
      await replaceText(document, 'RUN', `# plimsoll ignore=${rule}\nRUN`);
      await waitForNoFinding(document, rule);
    },
  },
  {
    name: 'a clean Dockerfile has no finding',
    run: async () => {
      const document = await openText('FROM debian:12-slim\nCMD ["true"]\n');
      const other = await openText(oneFinding);
      // Why: the second document's finding says that the server has looked at the first one too.
      await waitForFinding(other, rule);
      assert.deepEqual(findingsOf(document).map(ruleOf), []);
    },
  },
];

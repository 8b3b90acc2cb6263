// The multi-stage rewrite is offered on FROM, opens a preview instead of editing unasked, and is a command of its own.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor, type EditorTest } from '../run-tests.ts';
import { actionsAt, openText, openTabs, waitForFinding } from './steps.ts';

const kind = 'refactor.rewrite.plimsoll.multiStage';

const buildsInPlace = `FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends g++ make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY main.cc Makefile ./
RUN make && install -m 755 server /usr/local/bin/server
CMD ["/usr/local/bin/server"]
`;

export const multiStageTests: readonly EditorTest<undefined>[] = [
  {
    name: 'the multi-stage rewrite is offered on FROM',
    run: async () => {
      const document = await openText(buildsInPlace);
      await waitForFinding(document, 'build-tools-in-final-stage');
      const actions = await actionsAt(document, new vscode.Range(0, 2, 0, 2), kind);
      assert.equal(actions.length, 1);
    },
  },
  {
    name: 'Convert to Multi-Stage shows a preview and leaves the text alone until it is accepted',
    run: async () => {
      const document = await openText(buildsInPlace);
      await waitForFinding(document, 'build-tools-in-final-stage');
      const before = openTabs().length;
      await vscode.commands.executeCommand('plimsoll.convertToMultiStage');
      await waitFor('a preview', () => openTabs().length > before || undefined, { seen: openTabs });
      assert.equal(document.getText(), buildsInPlace);
    },
  },
];

// The suite that runs inside VS Code's extension host, under the VS Code server and under desktop VS Code alike. It says its
// results on the console and rejects when a test failed; it knows no runner.
import * as vscode from 'vscode';
import { runTests, suiteMark, type EditorTest } from '../run-tests.ts';
import { activationTests } from './activation.ts';
import { baseImageTests } from './base-image.ts';
import { findingTests } from './findings.ts';
import { multiStageTests } from './multi-stage.ts';

const tests = [...activationTests, ...findingTests, ...baseImageTests, ...multiStageTests];

/** What VS Code calls: runs every test. */
export async function run(): Promise<void> {
  console.log(`${suiteMark}VS Code ${vscode.version}, ${vscode.env.appHost}`);
  const { failed } = await runTests<undefined, EditorTest<undefined>>(
    tests,
    (_, body) => body(undefined),
    (text) => {
      for (const line of text.split('\n')) console.log(`${suiteMark}${line}`);
    },
  );
  if (failed > 0) throw new Error(`${failed} failed`);
}

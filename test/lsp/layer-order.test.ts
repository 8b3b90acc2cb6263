// The layer order as a client sees it: a refactoring that asks to be confirmed, where the lines are that it is about.
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { applied, at, startClient, type TestClient } from './support/client.ts';

const kind = 'refactor.rewrite.plimsoll.layerOrder';
const text =
  'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n';
const ordered =
  'FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n';
const files = { '/project/requirements.txt': 'flask==3.0.3\n', '/project/app.py': 'print()\n' };
const clients: TestClient[] = [];

async function actionsAt(source: string, line: number, only: string[]): Promise<readonly CodeAction[]> {
  const client = await startClient({ files });
  clients.push(client);
  client.open(source);
  await client.diagnostics(1);
  return (await client.actions(at(line, 2), only)).filter((action) => action.kind === kind);
}

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('the layer order', () => {
  it('is a refactoring on FROM and on what moves, and asks to be confirmed', async () => {
    for (const line of [0, 3]) {
      const [action] = await actionsAt(text, line, ['refactor']);
      expect(action?.title).toMatch(/^Reorder layers: a rebuild takes about .+ instead of .+$/);
      expect(applied(text, action?.edit)).toBe(ordered);
      const [annotation] = Object.values(action?.edit?.changeAnnotations ?? {});
      expect(annotation?.needsConfirmation).toBe(true);
      expect(annotation?.description).toContain('typical changes, times estimated');
    }
  });

  it('is not offered on lines that stay', async () => {
    expect(await actionsAt(text, 4, ['refactor'])).toEqual([]);
  });

  it('says why there is none to whoever asks for it by name', async () => {
    expect(await actionsAt(ordered, 0, ['refactor'])).toEqual([]);
    const [action] = await actionsAt(ordered, 0, [kind]);
    expect(action?.disabled?.reason).toContain('no other order');
  });
});

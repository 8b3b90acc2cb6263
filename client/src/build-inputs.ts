// Asks for what a build needs and remembers the answers for each Dockerfile in the workspace's storage, never in the
// project. What a file of the project itself says is the default; only what has more than one answer is asked.
import * as vscode from 'vscode';
import { methods, type BuildChoices, type BuildInputs, type DeclaredInputs } from '../../server/src/protocol.ts';
import type { ServerProcess } from './server-process.ts';

function keyOf(uri: vscode.Uri): string {
  return `build-inputs ${uri.toString()}`;
}

/** Of inputs that a file of the project declares only which it is: the file may say something else by the next build. */
interface RememberedLabel {
  readonly label: string;
}

function isLabel(value: unknown): value is RememberedLabel {
  return typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string';
}

function isRemembered(value: unknown): value is BuildInputs {
  return typeof value === 'object' && value !== null && 'context' in value && 'target' in value && 'buildArgs' in value;
}

/** The inputs, remembered or asked for; undefined where the person gave up. Rejects where the document cannot be built. */
export async function askBuildInputs(
  memory: vscode.Memento,
  server: ServerProcess,
  uri: vscode.Uri,
  { again = false } = {},
): Promise<BuildInputs | undefined> {
  const remembered: unknown = memory.get(keyOf(uri));
  if (!again && !isLabel(remembered) && isRemembered(remembered)) return remembered;
  const choices = await server.request<BuildChoices | null>(methods.buildChoices, { uri: uri.toString() });
  if (choices?.dockerfile === undefined || choices.dockerfile === null)
    throw new Error('only a Dockerfile that is saved on this machine can be built');
  const declared = await chooseDeclared(choices, isLabel(remembered) ? remembered.label : null, again);
  if (declared === undefined) return undefined;
  if (declared !== null) {
    const { label, context, target, buildArgs } = declared;
    server.log.info(`Built as ${label} says: context ${context}${target === null ? '' : `, target ${target}`}`);
    await memory.update(keyOf(uri), { label } satisfies RememberedLabel);
    return { context, target, buildArgs };
  }
  const context = await askContext(choices, again);
  if (context === undefined) return undefined;
  const target = await askTarget(choices);
  if (target === undefined) return undefined;
  const buildArgs = await askArguments(
    choices,
    !isLabel(remembered) && isRemembered(remembered) ? remembered.buildArgs : {},
    again,
  );
  if (buildArgs === undefined) return undefined;
  const inputs: BuildInputs = { context, target: target.name, buildArgs };
  await memory.update(keyOf(uri), inputs);
  return inputs;
}

/**
 * The declared inputs to build with: the remembered ones, the only ones, or those that are picked; null for none of them,
 * undefined where the person gave up.
 */
async function chooseDeclared(
  { declared }: BuildChoices,
  remembered: string | null,
  again: boolean,
): Promise<DeclaredInputs | null | undefined> {
  const [first] = declared;
  if (first === undefined) return null;
  const known = declared.find(({ label }) => label === remembered);
  if (!again && (known !== undefined || declared.length === 1)) return known ?? first;
  const items = declared.map((inputs) => ({ label: inputs.label, description: describeInputs(inputs), inputs }));
  const other = { label: '$(edit) Something else…', description: 'context, target and build arguments by hand' };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly inputs?: DeclaredInputs }>(
    [...items, other],
    { title: 'Build inputs', placeHolder: 'How files of this project build the Dockerfile' },
  );
  return picked === undefined ? undefined : (picked.inputs ?? null);
}

function describeInputs({ context, target, buildArgs, platforms }: DeclaredInputs): string {
  const names = Object.keys(buildArgs);
  return [
    `context ${vscode.workspace.asRelativePath(context)}`,
    ...(target === null ? [] : [`target ${target}`]),
    ...(names.length === 0 ? [] : [names.join(', ')]),
    ...(platforms.length === 0 ? [] : [`for ${platforms.join(', ')}`]),
  ].join(' · ');
}

async function askContext({ contexts }: BuildChoices, again: boolean): Promise<string | undefined> {
  const [only] = contexts;
  if (contexts.length === 1 && only !== undefined && !again) return only;
  const other = '$(folder-opened) Another folder…';
  const picked = await vscode.window.showQuickPick([...contexts, other], {
    title: 'Build context',
    placeHolder: 'The folder whose files COPY and ADD take',
  });
  if (picked !== other) return picked;
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Use as context',
    })) ?? [];
  return folder?.fsPath;
}

async function askTarget({ stages }: BuildChoices): Promise<{ readonly name: string | null } | undefined> {
  if (stages.length < 2) return { name: null };
  const last = 'The last stage';
  const picked = await vscode.window.showQuickPick([last, ...stages], {
    title: 'Target stage',
    placeHolder: 'The stage to build and measure',
  });
  return picked === undefined ? undefined : { name: picked === last ? null : picked };
}

async function askArguments(
  { buildArgs }: BuildChoices,
  remembered: Readonly<Record<string, string>>,
  again: boolean,
): Promise<Readonly<Record<string, string>> | undefined> {
  const values: Record<string, string> = {};
  for (const { name, value } of buildArgs) {
    if (value !== null && !again) continue;
    const given = await vscode.window.showInputBox({
      title: `Build argument ${name}`,
      prompt: value === null ? 'Empty: not given' : `Empty: its default, ${value}`,
      value: remembered[name] ?? '',
      ignoreFocusOut: true,
    });
    if (given === undefined) return undefined;
    if (given !== '') values[name] = given;
  }
  return values;
}

// `plimsoll.showLayers`: the layer explorer of the last measured build, or of the one picked among the measured images, or
// the way to get one.
import * as vscode from 'vscode';
import {
  clientCommands,
  methods,
  type LayersParams,
  type LayerView,
  type MeasuredEntry,
} from '../../../server/src/protocol.ts';
import { targetDocument } from '../target-document.ts';
import type { CommandContext } from './command-context.ts';

export async function showLayers({ server, layers }: CommandContext, argument: unknown): Promise<void> {
  const entry = (argument as { readonly entry?: MeasuredEntry } | undefined)?.entry;
  const uri = targetDocument(entry?.uri ?? argument);
  if (uri === undefined) return;
  const record = entry?.record ?? null;
  const params: LayersParams = { uri: uri.toString(), ...(record === null ? {} : { record }) };
  const view = await server.request<LayerView | null>(methods.layers, params);
  if (view !== null) {
    layers.show(view);
    return;
  }
  const build = 'Build and Measure';
  const answer = await vscode.window.showInformationMessage(
    `${vscode.workspace.asRelativePath(uri)} has not been measured yet. Its layers can be seen after a build.`,
    build,
  );
  if (answer === build) await vscode.commands.executeCommand(clientCommands.buildAndMeasure, uri.toString());
}

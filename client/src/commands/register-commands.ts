// Binds command ids to their files. Ids are promises to keybindings and menus: they never change.
import * as vscode from 'vscode';
import { clientCommands } from '../../../server/src/protocol.ts';
import { createLayerExplorer } from '../layer-explorer/layer-explorer.ts';
import { createPlanPreview } from '../plan-preview/plan-preview.ts';
import type { ServerProcess } from '../server-process.ts';
import { buildAndMeasure } from './build-and-measure.ts';
import { changeBuildInputs } from './change-build-inputs.ts';
import { clearKeptLayers } from './clear-kept-layers.ts';
import type { CommandContext } from './command-context.ts';
import { convertToMultiStage } from './convert-to-multi-stage.ts';
import { restartServer } from './restart-server.ts';
import { showLayers } from './show-layers.ts';
import { showOutput } from './show-output.ts';
import { verifyRewrite } from './verify-rewrite.ts';

export function registerCommands(extension: vscode.ExtensionContext, server: ServerProcess): void {
  const context: CommandContext = {
    extension,
    server,
    layers: createLayerExplorer(extension, server),
    preview: createPlanPreview(extension, server),
  };
  const commands: Readonly<Record<string, (context: CommandContext, argument: unknown) => unknown>> = {
    [clientCommands.buildAndMeasure]: buildAndMeasure,
    [clientCommands.convertToMultiStage]: convertToMultiStage,
    [clientCommands.showLayers]: showLayers,
    [clientCommands.verifyRewrite]: verifyRewrite,
    'plimsoll.changeBuildInputs': changeBuildInputs,
    'plimsoll.clearKeptLayers': clearKeptLayers,
    'plimsoll.showOutput': showOutput,
    'plimsoll.restartServer': restartServer,
  };
  for (const [id, run] of Object.entries(commands)) {
    extension.subscriptions.push(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          await run(context, argument);
        } catch (error) {
          server.log.error(`${id}: ${String(error)}`);
          const text = error instanceof Error ? error.message : String(error);
          if ((await vscode.window.showErrorMessage(`Plimsoll: ${text}`, 'Show Output')) !== undefined)
            server.log.show();
        }
      }),
    );
  }
}

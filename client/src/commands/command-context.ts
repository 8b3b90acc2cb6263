// What a command may use. Commands share it; none knows how it is made.
import type * as vscode from 'vscode';
import type { createLayerExplorer } from '../layer-explorer/layer-explorer.ts';
import type { createPlanPreview } from '../plan-preview/plan-preview.ts';
import type { ServerProcess } from '../server-process.ts';

export interface CommandContext {
  readonly extension: vscode.ExtensionContext;
  readonly server: ServerProcess;
  readonly layers: ReturnType<typeof createLayerExplorer>;
  readonly preview: ReturnType<typeof createPlanPreview>;
}

// Everything that is loaded with the first document, as one unit: the package keeps it in a file of its own
// (dist/server-on-first-use.js), so that the server answers before it is read. It is handed what the server holds and
// shares no state with it, and it imports vscode-languageserver for types only.
import type { Host } from '../host/host.ts';
import { provideCatalogues } from '../knowledge/catalogues.ts';

export { gatherContext, readFiles } from '../operations/gather-context.ts';
export { analyse } from '../session/analysis.ts';
export { startDiagnosticsQueue } from './diagnostics-queue.ts';
export { namedFiles } from './named-files.ts';
export { openIgnoreFiles } from './ignore-files.ts';
export { openLocalImages } from './local-images.ts';
export { openMeasuredEvidence } from './measured-evidence.ts';
export { openRegistryAnswers } from './registry-answers.ts';
export { readProjectFiles, restoreRecord } from './project-files.ts';
export { openVerifiedRewrites } from './verified-rewrites.ts';

/** Called once, before anything else of this file is used. */
export function prepare(host: Host): void {
  provideCatalogues((name) => host.readCatalogue(name));
}

/** The handlers of requests; each is run through only when its method is first called. */
export const handlers = {
  hover: () => import('./handlers/hover.ts'),
  codeAction: () => import('./handlers/code-action.ts'),
  codeActionResolve: () => import('./handlers/code-action-resolve.ts'),
  codeLens: () => import('./handlers/code-lens.ts'),
  inlayHint: () => import('./handlers/inlay-hint.ts'),
  evidence: () => import('./handlers/evidence.ts'),
  plan: () => import('./handlers/plan.ts'),
  verifyRewrite: () => import('./handlers/verify-rewrite.ts'),
  buildChoices: () => import('./handlers/build-choices.ts'),
  buildAndMeasure: () => import('./handlers/build-and-measure.ts'),
  layers: () => import('./handlers/layers.ts'),
  layerTree: () => import('./handlers/layer-tree.ts'),
  layerComparison: () => import('./handlers/layer-comparison.ts'),
  exportLayers: () => import('./handlers/export-layers.ts'),
  measuredImages: () => import('./handlers/measured-images.ts'),
  engineStatus: () => import('./handlers/engine-status.ts'),
  kept: () => import('./handlers/kept.ts'),
} as const;

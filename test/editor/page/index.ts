// Every test that drives the workbench as a person would. A new one is an entry in a file of this folder, named here.
import type { PageTest } from './page-test.ts';
import { baseImageTests } from './base-image.ts';
import { buildTests } from './build.ts';
import { commandTests } from './commands.ts';
import { findingTests } from './findings.ts';
import { layerTests } from './layers.ts';
import { multiStageTests } from './multi-stage.ts';
import { restrictedModeTests } from './restricted-mode.ts';

export const pageTests: readonly PageTest[] = [
  ...commandTests,
  ...findingTests,
  ...baseImageTests,
  ...layerTests,
  ...multiStageTests,
  ...buildTests,
  ...restrictedModeTests,
];

// Every rule, by its file. Written by `npm run generate`; edits are lost.
import { aptArchivesLeftInLayer } from './apt-archives-left-in-layer.ts';
import { aptListsLeftInLayer } from './apt-lists-left-in-layer.ts';
import { aptRecommendsInstalled } from './apt-recommends-installed.ts';
import { buildToolsInFinalStage } from './build-tools-in-final-stage.ts';
import { contextWithoutDockerignore } from './context-without-dockerignore.ts';
import { cudaDevelBaseShips } from './cuda-devel-base-ships.ts';
import { cudaTorchInCpuService } from './cuda-torch-in-cpu-service.ts';
import { fullBaseWhereSlimDoes } from './full-base-where-slim-does.ts';
import { ownerOrModeChangedInNewLayer } from './owner-or-mode-changed-in-new-layer.ts';
import { pipCacheLeftInLayer } from './pip-cache-left-in-layer.ts';
import { removalInLaterLayer } from './removal-in-later-layer.ts';
import { shellFormCommand } from './shell-form-command.ts';
import { sourceCopiedBeforeDependencyInstall } from './source-copied-before-dependency-install.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  aptArchivesLeftInLayer,
  aptListsLeftInLayer,
  aptRecommendsInstalled,
  buildToolsInFinalStage,
  contextWithoutDockerignore,
  cudaDevelBaseShips,
  cudaTorchInCpuService,
  fullBaseWhereSlimDoes,
  ownerOrModeChangedInNewLayer,
  pipCacheLeftInLayer,
  removalInLaterLayer,
  shellFormCommand,
  sourceCopiedBeforeDependencyInstall,
];

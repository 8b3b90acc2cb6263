// Every rule, by its file. Written by `npm run generate`; edits are lost.
import { aptArchivesLeftInLayer } from './apt-archives-left-in-layer.ts';
import { aptListsLeftInLayer } from './apt-lists-left-in-layer.ts';
import { aptRecommendsInstalled } from './apt-recommends-installed.ts';
import { cudaDevelBaseShips } from './cuda-devel-base-ships.ts';
import { fullBaseWhereSlimDoes } from './full-base-where-slim-does.ts';
import { ownerOrModeChangedInNewLayer } from './owner-or-mode-changed-in-new-layer.ts';
import { pipCacheLeftInLayer } from './pip-cache-left-in-layer.ts';
import { removalInLaterLayer } from './removal-in-later-layer.ts';
import { shellFormCommand } from './shell-form-command.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  aptArchivesLeftInLayer,
  aptListsLeftInLayer,
  aptRecommendsInstalled,
  cudaDevelBaseShips,
  fullBaseWhereSlimDoes,
  ownerOrModeChangedInNewLayer,
  pipCacheLeftInLayer,
  removalInLaterLayer,
  shellFormCommand,
];

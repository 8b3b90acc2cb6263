// The kinds of code actions the server gives, as LSP writes them.

export const quickFixKind = 'quickfix';
/** The one stable id for "fix everything that is safe" (editor.codeActionsOnSave). */
export const fixAllKind = 'source.fixAll.plimsoll';
/** The multi-stage rewrite, from the refactoring menu. */
export const multiStageKind = 'refactor.rewrite.plimsoll.multiStage';
/** The layer order, from the refactoring menu. */
export const layerOrderKind = 'refactor.rewrite.plimsoll.layerOrder';

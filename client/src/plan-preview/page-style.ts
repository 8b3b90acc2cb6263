// How the pages of a plan look: the editor's own colours and fonts, in every theme.

export const pageStyle = `
body { padding: 0 1.5rem 2rem; line-height: 1.5; color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
#view:empty { display: none; }
header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: flex-start; position: sticky; top: 0; padding: 1rem 0 .75rem; background: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); z-index: 1; }
h1 { font-size: 1.35rem; font-weight: 600; margin: 0; }
h2 { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .25rem; }
p { margin: .15rem 0; }
.muted { color: var(--vscode-descriptionForeground); }
.figure { font-size: 1.1rem; margin-top: .4rem; }
.figure strong { color: var(--vscode-charts-green, inherit); }
nav { display: flex; gap: .5rem; padding-top: .25rem; }
.button { display: inline-block; padding: .35rem .9rem; border-radius: 3px; text-decoration: none; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); }
.button:hover { background: var(--vscode-button-hoverBackground); color: var(--vscode-button-foreground); }
.button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
.button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
a[role='button'] { cursor: pointer; }
a:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
kbd { font: inherit; font-size: .85em; opacity: .85; margin-left: .35em; padding: 0; color: inherit; background: none; border: none; box-shadow: none; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
#assumptions { border-left: 3px solid var(--vscode-editorWarning-foreground); padding: .1rem 0 .1rem .75rem; margin-top: 1rem; }
#assumptions h2 { margin-top: .25rem; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th { text-align: left; font-weight: 600; color: var(--vscode-descriptionForeground); padding: .2rem .5rem; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
td { padding: .05rem .5rem; vertical-align: top; }
code { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); white-space: pre-wrap; overflow-wrap: anywhere; background: none; color: inherit; }
td.code { width: 48%; }
.number { text-align: right; color: var(--vscode-editorLineNumber-foreground); user-select: none; width: 1%; white-space: nowrap; font-variant-numeric: tabular-nums; }
.number a { color: inherit; text-decoration: none; }
.number a:hover { text-decoration: underline; }
.mark { width: 1%; user-select: none; font-family: var(--vscode-editor-font-family); }
tr.added > .code, tr.added > .mark { background: var(--vscode-diffEditor-insertedLineBackground, var(--vscode-diffEditor-insertedTextBackground)); }
tr.removed > .code, tr.removed > .mark { background: var(--vscode-diffEditor-removedLineBackground, var(--vscode-diffEditor-removedTextBackground)); }
.vscode-high-contrast tr.added > .mark { border-left: 2px solid var(--vscode-diffEditor-insertedTextBorder, currentColor); }
.vscode-high-contrast tr.removed > .mark { border-left: 2px dashed var(--vscode-diffEditor-removedTextBorder, currentColor); }
.keyword { color: var(--vscode-symbolIcon-keywordForeground, inherit); font-weight: 600; }
.comment { color: var(--vscode-descriptionForeground); font-style: italic; }
.why { padding-left: 1rem; width: 30%; min-width: 13rem; color: var(--vscode-foreground); }
td.why, td.bytes, td.place { border-top: 1px solid var(--vscode-panel-border, transparent); }
td.why:empty, td.why:empty ~ td { border-top: none; }
.bytes { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.sure { display: inline-block; font-size: .85em; padding: 0 .4em; border-radius: 3px; color: var(--vscode-badge-foreground); background: var(--vscode-badge-background); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#refusals li { margin-bottom: .75rem; }
#step { position: sticky; top: 0; z-index: 2; padding: .4rem 0; background: var(--vscode-editor-background); color: var(--vscode-foreground); }
#step:empty { display: none; }
#step::before { content: '⋯ '; color: var(--vscode-progressBar-background); }
#unblock { margin: 1rem 0; }
#unblock .button { margin-left: .5rem; }
#notice { border-left: 3px solid var(--vscode-editorError-foreground); padding: .25rem 0 .25rem .75rem; margin: 1rem 0; }
.label { display: inline-block; padding: 0 .5em; border-radius: 3px; border: 1px solid currentColor; font-size: .85em; font-weight: 600; vertical-align: .1em; }
.label.verified { color: var(--vscode-charts-green, inherit); }
.label.failed { color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
#verification { margin-top: 1rem; padding-bottom: .5rem; }
#verification table { width: auto; margin-top: .5rem; }
#verification td { border-top: none; }
#ladder th[scope='row'] { color: var(--vscode-foreground); font-weight: 400; border-bottom: none; white-space: nowrap; vertical-align: top; }
#ladder td { padding: .2rem .5rem; white-space: nowrap; }
#ladder td:last-child { white-space: normal; }
#ladder ul { margin: 0; padding-left: 1rem; }
.level { font-family: var(--vscode-editor-font-family); color: var(--vscode-descriptionForeground); }
#ladder tr.passed td:nth-child(2) { color: var(--vscode-charts-green, inherit); }
#ladder tr.failed td:nth-child(2) { color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); font-weight: 600; }
#ladder tr.skipped td:nth-child(2) { color: var(--vscode-descriptionForeground); }
.images { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; align-items: flex-start; }
.images td:last-child { width: 100%; }
.images table { flex: 1 1 20rem; }
caption { text-align: left; padding: .2rem .5rem; font-weight: 400; }
.images td { padding: .15rem .5rem; border-top: none; }
.bar { display: block; width: 100%; height: 4px; margin: .3rem 0 .1rem; fill: var(--vscode-charts-blue, currentColor); }
td.place { white-space: nowrap; padding-left: .75rem; }
.place .moves { margin-left: .3rem; }
.stage { color: var(--vscode-descriptionForeground); }
.chosen { font-weight: 600; }
.moves { display: inline-flex; gap: .35rem; }
.move { font-size: .9em; padding: 0 .4em; border-radius: 3px; text-decoration: none; color: var(--vscode-textLink-foreground); border: 1px solid transparent; }
.move:hover, .move:focus-visible { border-color: currentColor; }
.vscode-high-contrast .move { border-color: var(--vscode-contrastBorder); }
@media (max-width: 60rem) {
  #diff thead { display: none; }
  #diff, #diff tbody { display: block; }
  #diff tr { display: grid; grid-template-columns: 2.2rem 2.2rem 1.2rem 1fr auto auto; }
  #diff td { grid-row: 2; padding: .05rem .35rem; }
  #diff td.code { grid-column: 4 / -1; width: auto; }
  #diff td.why, #diff td.place, #diff td.bytes { grid-row: 1; padding-top: .3rem; }
  #diff td.why { grid-column: 1 / 5; width: auto; min-width: 0; padding-left: .35rem; font-style: italic; }
  #diff td.why:empty, #diff td.why:empty ~ td { padding: 0; }
  #diff td.bytes:not(:empty)::before { content: 'ships '; color: var(--vscode-descriptionForeground); }
}
`;

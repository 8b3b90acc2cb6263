// Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change. It shapes what was found; lines and
// columns count from one there, columns in UTF-16 units.
import type { RuleMeta, Severity } from '../rules/rule.ts';
import type { JsonFile, JsonFinding, JsonFix, JsonRange } from './check-json.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

function region({ start, end }: JsonRange): unknown {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Paths as a URI reference: the slashes stay, all else is escaped. */
function uriOf(path: string): string {
  return path.split(/[/\\]/).map(encodeURIComponent).join('/');
}

function sarifFix(uri: string, { title, edits }: JsonFix): unknown {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri },
        replacements: edits.map(({ range, newText }) => ({
          deletedRegion: region(range),
          insertedContent: { text: newText },
        })),
      },
    ],
  };
}

function result(path: string, { rule, severity, message, range, saving, fixes }: JsonFinding): unknown {
  const uri = uriOf(path);
  // Why not all fixes: those that write other files too cannot be said in these terms, and half a fix is none.
  const whole = fixes.filter(({ edits, files }) => edits.length > 0 && files === undefined);
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: region(range) } }],
    ...(saving === null ? {} : { properties: { saving } }),
    ...(whole.length === 0 ? {} : { fixes: whole.map((fix) => sarifFix(uri, fix)) }),
  };
}

/** One run over the files; files that could not be read are notifications, and make the run one that did not succeed. */
export function checkSarif(
  files: readonly JsonFile[],
  rules: readonly Pick<RuleMeta, 'id' | 'summary' | 'aliases' | 'references'>[],
): unknown {
  const used = new Set(files.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const unread = files.flatMap((file) => ('error' in file ? [file] : []));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plimsoll',
            rules: rules
              .filter(({ id }) => used.has(id))
              .map(({ id, summary, aliases, references }) => ({
                id,
                shortDescription: { text: `${summary}.` },
                ...(references[0] === undefined ? {} : { helpUri: references[0] }),
                properties: { aliases },
              })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            toolExecutionNotifications: unread.map(({ path, error }) => ({
              level: 'error',
              message: { text: error },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
            })),
          },
        ],
        results: files.flatMap(({ path, findings }) => findings.map((finding) => result(path, finding))),
      },
    ],
  };
}

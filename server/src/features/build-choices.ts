// What a build of a file could be asked for: its named stages and the build arguments that it declares. It asks nobody.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { BuildChoices, DeclaredInputs } from '../protocol.ts';
import { lineAt } from '../text/line-index.ts';

/** Build arguments that BuildKit sets by itself, and the proxies it takes from the client. */
const predefined =
  /^(?:(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|STAGE)|(?:HTTPS?|FTP|NO|ALL)_PROXY|BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/i;

export interface BuildSurroundings {
  readonly dockerfile: string | null;
  readonly contexts: readonly string[];
  /** Build arguments that the settings give: nobody is asked for them. */
  readonly decided: Readonly<Record<string, string>>;
  readonly declared: readonly DeclaredInputs[];
}

export function buildChoices(
  file: Dockerfile,
  { dockerfile, contexts, decided, declared }: BuildSurroundings,
): BuildChoices {
  const names = new Map<string, { name: string; value: string | null; line: number }>();
  for (const { keyword, syntax, range } of file.instructions) {
    if (keyword !== 'ARG') continue;
    for (const { name, value } of syntax.pairs) {
      if (predefined.test(name) || Object.hasOwn(decided, name)) continue;
      const known = names.get(name);
      // Why: a stage repeats a global ARG's bare name to see it; the default stands at the first.
      if (known === undefined) names.set(name, { name, value, line: lineAt(file.lines, range.start) });
      else known.value ??= value;
    }
  }
  return {
    dockerfile,
    contexts,
    stages: file.stages.flatMap(({ name }) => name ?? []),
    buildArgs: [...names.values()],
    declared,
  };
}

// FROM sees only the ARGs above the first FROM. Any other name expands to nothing, so another image is built on, or none: the
// build stops at `invalid reference format`. What the builder sets by itself (TARGETARCH, BUILDPLATFORM …) needs no ARG.
import { expandVariables } from '../dockerfile/expand-variables.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { globalDefaultValues, platformArguments, variableTexts } from './parts/from-arguments.ts';
import { nearestVariable } from './parts/nearest-name.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import { spanOfName } from './parts/undefined-names.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkFrom(snapshot: Snapshot): Generator<FileFinding> {
  let declared: ReadonlyMap<string, string> | undefined;
  for (const { facts, raw, span } of variableTexts(snapshot)) {
    declared ??= globalDefaultValues(snapshot);
    const values = declared;
    const lookup = (name: string): string | undefined =>
      values.get(name) ?? (platformArguments.has(name) ? 'x' : undefined);
    for (const name of expandVariables(raw, lookup, facts.syntax.escape).missing) {
      const meant = nearestVariable(name, [...declared.keys(), ...platformArguments]);
      yield {
        facts,
        span: spanOfName(facts.syntax.text, span, name),
        message: `no ARG above the first FROM declares ${name}${meant === undefined ? '' : `: ${meant} is there`}`,
        proof: meant === undefined ? {} : { meant },
      };
    }
  }
}

export const undefinedArgumentInFrom: Rule = {
  meta: {
    id: 'undefined-argument-in-from',
    summary: 'FROM uses a build argument that no ARG above the first FROM declares',
    group: 'base-image',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:UndefinedArgInFrom'],
    references: [
      'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
      'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
    ],
  },
  checkFile: checkFrom,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    const instruction = facts === undefined ? undefined : instructionOf(snapshot, facts);
    const meant = finding.proof['meant'];
    if (facts === undefined || instruction === undefined || typeof meant !== 'string') return [];
    const { start } = instruction.range;
    const span = { from: finding.range.start - start, to: finding.range.end - start };
    if (!/^\w+$/.test(facts.syntax.text.slice(span.from, span.to))) return [];
    const edits = editsAt(snapshot, facts, [{ span, newText: meant }]);
    return [{ id: 'nearest-name', title: `Write ${meant}`, applicability: 'unsafe', edits, preferred: true }];
  },
};

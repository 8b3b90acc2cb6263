// With the defaults of its ARGs alone this FROM names no image (`debian:` or nothing at all): whoever builds without knowing
// the argument gets `invalid reference format`. A default, `${TAG:-12}`, or `debian${SUFFIX}` builds either way. Quiet where
// the settings give the argument.
import { expandVariables } from '../dockerfile/expand-variables.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { parseReference } from '../image/reference.ts';
import { globalDefaultValues, platformArguments, variableTexts } from './parts/from-arguments.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkFrom(snapshot: Snapshot): Generator<FileFinding> {
  let declared: ReadonlyMap<string, string> | undefined;
  for (const { facts, raw, span, kind } of variableTexts(snapshot)) {
    if (kind === 'platform') continue;
    declared ??= globalDefaultValues(snapshot);
    const values = declared;
    const unset: string[] = [];
    const { value, missing } = expandVariables(
      raw,
      (name) => {
        const given = snapshot.buildArguments[name];
        if (given !== undefined) return given;
        const known = values.get(name);
        if (known === '') unset.push(name);
        // Why: any platform will do where only the form of a name is asked for.
        return known ?? (platformArguments.has(name) ? 'linux' : undefined);
      },
      facts.syntax.escape,
    );
    if (missing.length > 0 || parseReference(value) !== null) continue;
    const names = [...new Set(unset)].join(' and ');
    const shown = value === '' ? 'nothing' : value;
    const message =
      names === ''
        ? `with the defaults this is ${shown}, which is no image`
        : `without a value for ${names} this is ${shown}, which is no image`;
    yield { facts, span, message };
  }
}

export const emptyDefaultInFrom: Rule = {
  meta: {
    id: 'empty-default-in-from',
    summary: 'FROM names no image where a build argument is left out',
    group: 'base-image',
    severity: 'info',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:InvalidDefaultArgInFrom'],
    references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  },
  checkFile: checkFrom,
};

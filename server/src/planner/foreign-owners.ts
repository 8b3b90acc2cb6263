// Owners that only the original base has by name: where another base ships, a COPY names them by number. Numbers are the
// publishers' own (the Gradle image's Dockerfile); it knows no other file that names users.
import type { Decisions } from './decisions.ts';
import { applyChanges } from './run-text.ts';
import type { Unit } from './stage-view.ts';

const owners: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docker.io/library/gradle': { gradle: '1000' },
};

/** A COPY or ADD as the shipped base understands it: `--chown=gradle:gradle` becomes `--chown=1000:1000`. */
export function withKnownOwner({ view, base }: Decisions, { instruction: { syntax } }: Unit): string {
  const known = base.tier === 'same' ? undefined : owners[view.base?.image ?? ''];
  const flag = syntax.flags.find(({ name }) => name === 'chown');
  if (known === undefined || flag?.value == null) return syntax.text;
  const numbers = flag.value.split(':').map((name) => known[name] ?? name);
  return applyChanges(syntax.text, [{ span: flag.span, text: `--chown=${numbers.join(':')}` }]);
}

// Why a plan that can be made is not worth making, or cannot be told to be: refusals once everything else is decided.
import type { Asked } from './asked.ts';
import { isWithin } from '../effects/path-set.ts';
import type { Decisions } from './decisions.ts';
import { estimateGain } from './gain.ts';
import type { Refusal } from './plan.ts';
import { instructionRange, refuse } from './refusals.ts';
import { unreadShellScript } from './roots.ts';
import { isClone, type StageView, type Step, type Unit } from './stage-view.ts';

/** `hasTwins`: a leaner base there is, which a script that was not read keeps from being shipped. */
export function refuseGain(decisions: Decisions, from: Unit, asked: Asked, hasTwins: boolean): Refusal {
  const { view, roots } = decisions;
  const script = unreadShellScript(roots);
  if (script === null || !hasTwins) return nothingToGain(decisions, from, asked);
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? from;
  const why = isCloned(view, script)
    ? `\`git clone\` brings ${script}, so what it starts is not known before a build; let CMD name the program itself`
    : `${script} could not be read, so a leaner base cannot be proven; open the folder with its build context`;
  return refuse('unreadable-script', instructionRange(entry), why);
}

/** A repository that the file clones holds the path: no build context has it. */
function isCloned(view: StageView, path: string): boolean {
  return view.units.some(({ steps }) => steps.some((step) => isClone(step) && writesInto(step, path)));
}

function writesInto({ facts }: Step, path: string): boolean {
  return facts.effect.writes.some((write) => write.path.kind !== 'file' && isWithin(write.path.path, path));
}

function nothingToGain(decisions: Decisions, from: Unit, asked: Asked): Refusal {
  const { view, base } = decisions;
  if (view.base?.role === 'toolchain' && base.tier === 'same' && asked.tier === null)
    return refuse(
      'no-runtime-twin',
      instructionRange(from),
      view.base.image.endsWith('/golang') || view.base.image.endsWith('/rust')
        ? 'no image without the toolchain is known to have the same release; name the release in the tag (golang:1.16-buster, say) to have it split'
        : 'no image without the toolchain is known for this tag; name a version that has one (eclipse-temurin:21-jdk, say) to have it split',
    );
  const gain = estimateGain(decisions);
  const bytes = gain.saving === null ? '' : `: about ${Math.round(gain.saving.bytes / 1e6)} MB`;
  return refuse(
    'nothing-to-gain',
    instructionRange(from),
    `no compiler, header or build cache ships that a second stage would leave behind${bytes}`,
  );
}

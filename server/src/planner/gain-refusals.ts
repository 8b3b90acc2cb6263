// Why a plan that can be made is not worth making, or cannot be told to be: refusals once everything else is decided.
import type { Asked } from './asked.ts';
import type { Decisions } from './decisions.ts';
import { estimateGain } from './gain.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import type { Refusal } from './plan.ts';
import { instructionRange, refuse } from './refusals.ts';
import { unreadShellScript } from './roots.ts';
import { isCloned, type StageView, type Unit } from './stage-view.ts';

/** `bar`: a leaner base there is, and why it cannot be shipped; null where there is none. */
export function refuseGain(decisions: Decisions, from: Unit, asked: Asked, bar: string | null): Refusal {
  const { view, roots } = decisions;
  const script = unreadShellScript(view, roots);
  if (bar === null) return nothingToGain(decisions, from, asked);
  if (script === null)
    return refuse('no-runtime-twin', instructionRange(from), `no leaner base can be shipped: ${bar}`);
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? from;
  const why = isCloned(view, script)
    ? `\`git clone\` brings ${script}, so what it starts is not known before a build; let CMD name the program itself`
    : `${script} could not be read, so a leaner base cannot be proven; open the folder with its build context`;
  return refuse('unreadable-script', instructionRange(entry), why);
}

/** A leaner image than the tag's is known, but which one matches the digest is not. */
function isPinnedByDigest({ base }: StageView): boolean {
  const leaner = base?.reference.digest == null ? [] : leanerTwins(base.reference);
  return leaner.some(({ kind }) => kind === 'slim' || kind === 'runtime');
}

function nothingToGain(decisions: Decisions, from: Unit, asked: Asked): Refusal {
  const { view, base } = decisions;
  if (isPinnedByDigest(view))
    return refuse(
      'no-runtime-twin',
      instructionRange(from),
      'the base is pinned by its digest, which no leaner image is known to match; name it by its tag alone to have it split',
    );
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

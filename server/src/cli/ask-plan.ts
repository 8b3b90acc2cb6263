// What `plimsoll split` asks of the planner beyond the file: a tier by name, lines in a stage of one's own choice, and
// a built image as evidence. It shows nothing.
import { placesOnLines } from '../features/chosen-lines.ts';
import { rewriteAsked, rewriteSnapshot, type Rewrite } from '../features/rewrite.ts';
import { isFailure, type BuildProgress } from '../image/build-outcome.ts';
import { gatherEvidence } from '../operations/gather-evidence.ts';
import { exportFolder } from '../operations/kept-files.ts';
import { tiers, type Tier } from '../planner/plan.ts';
import type { ChosenPlace } from '../protocol.ts';
import { formatProgress } from '../report/build-text.ts';
import type { CommandIo } from './command.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { switchOption, textOption, type ParsedOptions } from './parse-options.ts';

/** The tier asked for; null for none, a sentence for one that does not exist. */
export function tierOption(options: ParsedOptions): { readonly tier: Tier | null } | { readonly error: string } {
  const value = textOption(options, 'tier');
  const tier = value === null ? null : tiers.find((each) => each === value);
  return tier === undefined ? { error: `--tier is one of ${tiers.join(', ')}` } : { tier };
}

/** `--place LINE=builder` and `--place LINE=final`, lines counted from 1; a sentence for what is none of them. */
export function placesOption({
  values,
}: ParsedOptions): { readonly places: readonly ChosenPlace[] } | { readonly error: string } {
  const given = values['place'];
  const places: ChosenPlace[] = [];
  for (const each of Array.isArray(given) ? (given as readonly unknown[]) : []) {
    const [, line, side] = /^([1-9]\d{0,6})=(builder|final)$/.exec(String(each)) ?? [];
    if (line === undefined || (side !== 'builder' && side !== 'final'))
      return { error: '--place is a line and its stage, as in 12=builder or 12=final' };
    places.push({ line: Number(line) - 1, side });
  }
  return { places };
}

/** The rewrite as asked for. An error where no instruction stands on a line of `--place`, or the image of `--evidence` cannot be read or is not of this file. */
export async function askPlan(
  io: CommandIo,
  { file, settings, snapshot }: LoadedDockerfile,
  options: ParsedOptions,
  tier: Tier | null,
  lines: readonly ChosenPlace[],
): Promise<Rewrite | { readonly error: string }> {
  const places = placesOnLines(snapshot.dockerfile, lines);
  if ('emptyLine' in places) return { error: `no instruction stands on line ${places.emptyLine + 1}` };
  const image = textOption(options, 'evidence');
  if (image === null) {
    const isPlain = tier === null && lines.length === 0;
    return isPlain ? rewriteSnapshot(snapshot) : rewriteAsked(snapshot, { tier, evidence: null }, places);
  }
  const platform = textOption(options, 'platform');
  const target = settings.target === '' ? null : settings.target;
  const layout = file === null ? null : exportFolder(io.host, { dockerfile: file, target, platform });
  const request = { image, name: image, engine: textOption(options, 'engine'), platform, layout };
  const quiet = switchOption(options, 'quiet');
  const tell = (progress: BuildProgress): void => {
    if (!quiet) io.stderr(formatProgress(progress));
  };
  const evidence = await gatherEvidence(io.host, snapshot, request, tell, io.signal);
  if (isFailure(evidence)) return { error: [evidence.message, ...evidence.lines].join('\n    ') };
  return rewriteAsked(snapshot, { tier, evidence }, places);
}

// What `plimsoll split` asks of the planner beyond the file: a tier by name, and a built image as evidence. It shows nothing.
import { rewriteAsked, rewriteSnapshot, type Rewrite } from '../features/rewrite.ts';
import { isFailure, type BuildProgress } from '../image/build-outcome.ts';
import { gatherEvidence } from '../operations/gather-evidence.ts';
import { tiers, type Tier } from '../planner/plan.ts';
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

/** The rewrite as asked for. An error where the image of `--evidence` cannot be read or is not of this file. */
export async function askPlan(
  io: CommandIo,
  { snapshot }: LoadedDockerfile,
  options: ParsedOptions,
  tier: Tier | null,
): Promise<Rewrite | { readonly error: string }> {
  const image = textOption(options, 'evidence');
  if (image === null)
    return tier === null ? rewriteSnapshot(snapshot) : rewriteAsked(snapshot, { tier, evidence: null });
  const request = { image, engine: textOption(options, 'engine'), platform: textOption(options, 'platform') };
  const quiet = switchOption(options, 'quiet');
  const tell = (progress: BuildProgress): void => {
    if (!quiet) io.stderr(formatProgress(progress));
  };
  const evidence = await gatherEvidence(io.host, snapshot, request, tell, io.signal);
  if (isFailure(evidence)) return { error: [evidence.message, ...evidence.lines].join('\n    ') };
  return rewriteAsked(snapshot, { tier, evidence });
}

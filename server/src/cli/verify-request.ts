// What `split --verify` and `order --verify` have in common: how the two images are built, what is told on the way, and what an
// original that does not build comes to.
import type { Snapshot } from '../facts/snapshot.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { VerifyRequest } from '../operations/verify/climb-ladder.ts';
import { formatProgress } from '../report/build-text.ts';
import type { Range } from '../text/range.ts';
import type { CommandIo } from './command.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { switchOption, textOption, type ParsedOptions } from './parse-options.ts';
import { projectBuild } from './project-build.ts';

/** The options of verifying, for `parseOptions`. */
export const verifyOptions = {
  verify: { type: 'boolean' },
  network: { type: 'string' },
  platform: { type: 'string' },
  engine: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

/** The build as options, settings and the project's own build files say; null for what comes from standard input. */
export async function verifyRequest(
  io: CommandIo,
  { file, contextFolder, settings }: LoadedDockerfile,
  options: ParsedOptions,
): Promise<{ readonly request: VerifyRequest; readonly tell: (progress: BuildProgress) => void } | null> {
  if (file === null) return null;
  const quiet = switchOption(options, 'quiet');
  const target = settings.target === '' ? null : settings.target;
  // Why: settings of the project's own plimsoll.json are decided already.
  const wish = { context: settings.contextFolder === '' ? null : contextFolder, target };
  const declared = await projectBuild(io, file, wish, quiet);
  const request = {
    dockerfile: file,
    context: wish.context ?? declared?.context ?? contextFolder,
    target,
    buildArgs: { ...declared?.buildArgs, ...settings.buildArguments },
    network: textOption(options, 'network'),
    platform: textOption(options, 'platform'),
    engine: textOption(options, 'engine'),
  };
  const tell = (progress: BuildProgress): void => {
    if (!quiet) io.stderr(formatProgress(progress));
  };
  return { request, tell };
}

/** What is said where there is no request. */
export const noContext = 'what comes from standard input has no build context, so it cannot be verified';

/** What never built has no behaviour that a rewrite could keep. */
export function unbuilt(
  { dockerfile, target }: Snapshot,
  { message, lines, dockerfileLine }: Failure,
): { readonly code: 'original-does-not-build'; readonly message: string; readonly range: Range } {
  const start = dockerfileLine === null ? -1 : (dockerfile.lines.starts[dockerfileLine] ?? -1);
  const at = dockerfile.instructions.find(({ range }) => range.start <= start && start <= range.end);
  const range = at?.range ?? target.stage.from?.range ?? { start: 0, end: 0 };
  const last = lines.at(-1)?.trim() ?? '';
  const whole = `${message.replace(/\.$/, '')}${last === '' ? '' : `: ${last}`}`;
  return { code: 'original-does-not-build', message: whole.replace(/^The /, 'the '), range };
}

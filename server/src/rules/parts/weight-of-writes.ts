// Whether bytes that a layer wrote are worth a word, and how many there are. Small known files and files that are small by
// their kind (requirements, scripts, configuration) are not. It judges no finding.
import type { ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { PathPattern } from '../../effects/effect.ts';
import { contains } from '../../effects/path-set.ts';
import { copiedBytes, type LayerWrite } from './layer-writes.ts';

/** Known bytes below this are left unsaid. */
const smallBytes = 100_000;

const heavyEndings =
  /\.(?:tar|tgz|tbz2?|txz|gz|bz2|xz|zst|zip|7z|rar|whl|deb|rpm|apk|jar|war|ear|iso|img|run|bin|exe|msi|so|a|onnx|pt|pth|safetensors|gguf|h5|pb|npz|parquet|sqlite|db)$/i;

/** A name that is no folder's and no heavy file's. */
function isLightName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (heavyEndings.test(name)) return false;
  return (
    /\.[a-z]\w{0,9}$/i.test(name) || /^(?:Makefile|Dockerfile|Gemfile|Pipfile|Procfile|entrypoint|LICENSE)/i.test(name)
  );
}

function isHeavyCopy({ syntax, copy }: InstructionFacts, path: PathPattern): boolean {
  if (copy === null || copy.kind === 'heredoc') return false;
  if (copy.kind === 'url' || copy.kind === 'git') return true;
  if (copy.sources.every(({ text }) => isLightName(text))) return false;
  // Why: one file out of a copied folder is seldom of weight.
  return path.kind !== 'file' || heavyEndings.test(path.path) || syntax.keyword === 'ADD' || copy.target === path.path;
}

function isHeavyCommand({ command }: LayerWrite, path: PathPattern): boolean {
  if (command === null) return false;
  const { role, tool } = command.effect;
  if (role === 'fetch' || role === 'unpack' || role === 'compile')
    return path.kind !== 'file' || !isLightName(path.path);
  return role === 'install' || tool === 'cp' || tool === 'mv' || tool === 'rsync';
}

export interface Weight {
  /** Null where they are not known. */
  readonly bytes: number | null;
}

/**
 * The bytes of `write` that lie at `path`; null where they are few, or likely few. `whole`: where bytes are not known, a
 * part of what was written is taken for little.
 */
export function weightAt(
  context: ContextFacts | null,
  write: LayerWrite,
  path: PathPattern,
  whole: 'whole' | 'parts',
): Weight | null {
  const bytes = copiedBytes(context, write, path);
  if (bytes !== null) return bytes >= smallBytes ? { bytes } : null;
  const isDownloaded = write.facts.copy?.kind === 'url' && path.path === write.path.path;
  if (whole === 'whole' && !contains(path, write.path) && !isDownloaded) return null;
  return isHeavyCopy(write.facts, path) || isHeavyCommand(write, path) ? { bytes: null } : null;
}

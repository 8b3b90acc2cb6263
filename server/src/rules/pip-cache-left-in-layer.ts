// pip keeps every download and every wheel it built below the user's cache folder; nothing in the image reads it again,
// and a later `rm` frees nothing. Reported where that folder ends up in a layer that ships.
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { cacheMountFix, preventFix } from './parts/cache-fixes.ts';
import { isMounted, leftCaches } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/**
 * True where a mount keeps pip's cache out. A mount that is pip's cache of some user counts: who the user is may be the
 * base image's secret.
 */
function isKeptOut(facts: InstructionFacts, path: string): boolean {
  return (
    isMounted(facts, path) ||
    facts.mounts.some(({ type, target }) => (type === 'cache' || type === 'tmpfs') && /\/\.cache\/pip\/?$/.test(target))
  );
}

/** pip switches its cache off for any value of the variable; these say the opposite to whoever reads them. */
function readsAsOn({ command, context, effect }: CommandFacts): string | null {
  if (effect.tool !== 'pip' || effect.verb !== 'install') return null;
  const value = context.variable('PIP_NO_CACHE_DIR') ?? '';
  if (!/^(?:[0nf]|no|false|off)$/i.test(value)) return null;
  return command.words.some((word) => word.value === '--no-cache-dir') ? null : value;
}

/** Bytes of the downloads as far as the packages named on the command line are known; null where none is. */
function cacheBytes(facts: InstructionFacts, command: CommandFacts): { bytes: number; text: string } | null {
  const alone = { ...facts, commands: [command] };
  const nothingElse = { manifestText: () => null, copyBytes: () => null };
  const { cacheBytes: bytes, unknown } = estimateInstruction(alone, nothingElse, (id) => id === 'pip');
  if (bytes === 0) return null;
  return { bytes, text: `${unknown.length > 0 ? 'at least' : 'about'} ${formatBytes(bytes)} of downloads` };
}

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  // Why: CMD and its kin run when the image does, and write no layer.
  if (!facts.ships || ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(facts.syntax.keyword)) return;
  for (const { command, cache } of leftCaches(facts, 'pip', (path) => isKeptOut(facts, path))) {
    // Why: pipx and its kin take no such flag, and keep a cache for the next tool they install.
    if (command.effect.tool !== 'pip') continue;
    const folder = cache.paths[0]?.path ?? '~/.cache/pip';
    const weight = cacheBytes(facts, command);
    yield {
      span: headSpan(command),
      message: `pip keeps ${weight?.text ?? 'its downloads'} in this layer (${folder})`,
      ...(weight === null ? {} : { saving: { bytes: weight.bytes, unit: 'file', kind: 'estimated' } }),
      proof: { folder },
    };
  }
  for (const command of facts.commands) {
    const value = readsAsOn(command);
    if (value === null || isKeptOut(facts, `${command.context.home}/.cache/pip`)) continue;
    yield {
      span: headSpan(command),
      message: `PIP_NO_CACHE_DIR=${value} reads as if pip kept its cache; 1 or --no-cache-dir says what happens`,
    };
  }
}

function fixCaches(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  const cache = command.effect.caches.find(({ id }) => id === 'pip');
  const verb = verbWord(command);
  const prevented = cache?.preventedBy ?? (verb === undefined ? null : { flag: '--no-cache-dir', after: verb.span });
  return [
    preventFix(snapshot, facts, command, prevented, {
      id: 'no-cache-dir',
      title: 'Let pip keep no cache (--no-cache-dir)',
    }),
    cacheMountFix(snapshot, facts, cache === undefined ? [] : [cache], {
      id: 'cache-mount',
      title: "Mount a cache at pip's cache folder",
    }),
  ].filter((fix) => fix !== null);
}

export const pipCacheLeftInLayer: Rule = {
  meta: {
    id: 'pip-cache-left-in-layer',
    summary: 'pip leaves its downloads and built wheels in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3042'],
    references: [
      'https://pip.pypa.io/en/stable/topics/caching/',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: checkCaches,
  fix: fixCaches,
};

// conda keeps every package it downloads, packed and unpacked, below the root prefix's `pkgs`; what is installed is linked
// or copied from there. Reported where that store ends up in a layer that ships. Silent where the archives at least go:
// what is unpacked is for the most part linked, and weighs nothing more.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { leftCaches } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkCaches(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return;
  for (const { command, cache } of leftCaches(facts, 'conda')) {
    // Why once: every command of the RUN fills the same store, and one clean-up empties it.
    yield {
      span: headSpan(command),
      message: `${command.effect.tool} keeps what it downloaded in this layer (${cache.paths[0]?.path ?? 'pkgs'})`,
      proof: { folder: cache.paths[0]?.path ?? null },
    };
    return;
  }
}

function fixCaches(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'conda');
  if (facts === undefined || cache === undefined) return [];
  const last = leftCaches(facts, 'conda').at(-1)?.cache ?? cache;
  return [
    last.cleanup === null
      ? null
      : cleanUpFix(snapshot, facts, last.cleanup, {
          id: 'clean-up',
          title: `Clean up in the same layer (${last.cleanup})`,
        }),
    cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: "Mount a cache at conda's package store" }),
  ].filter((fix) => fix !== null);
}

export const condaCacheLeftInLayer: Rule = {
  meta: {
    id: 'conda-cache-left-in-layer',
    summary: 'conda, mamba or micromamba leaves its downloaded packages in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.conda.io/projects/conda/en/stable/commands/clean.html'],
  },
  checkInstruction: checkCaches,
  fix: fixCaches,
};

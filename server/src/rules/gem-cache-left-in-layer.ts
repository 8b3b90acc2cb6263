// RubyGems and Bundler keep the packed copy of every gem beside the unpacked one, in a folder called cache. Ruby never reads
// it. Reported where it ends up in a layer that ships.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { LeftCache } from './parts/left-caches.ts';
import { commandOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const ids = ['gem', 'bundler'] as const;

/** `rm -rf "$(gem env gemdir)"/cache`, `find … -name '*.gem' -delete`: gems are looked up and removed. */
function removesByAsking({ commands }: InstructionFacts): boolean {
  return commands.some(({ command: { name, words } }) => {
    if (name === 'find') return words.some(({ value }) => /\*\.gem$/.test(value ?? ''));
    if (name === null || !/(?:^|\/)rm$/.test(name)) return false;
    return words.some(({ parts }) =>
      parts.some(
        (part) => part.kind === 'substitution' && /^(?:gem|bundle)$/.test(part.script.commands[0]?.name ?? ''),
      ),
    );
  });
}

function messageFor(facts: InstructionFacts, { cache, command }: LeftCache, folder: string): string | null {
  if (removesByAsking(facts)) return null;
  const place = cache.oneOf === true ? '' : ` (${cache.paths[0]?.kind === 'glob' ? cache.paths[0].pattern : folder})`;
  return `${command.effect.tool} keeps packed gems beside the unpacked ones in this layer${place}`;
}

function* checkGems(facts: InstructionFacts): Generator<LocalFinding> {
  for (const id of ids)
    for (const finding of findLeftCaches(facts, id, /\/cache$|bundle|gems/, (left, folder) =>
      messageFor(facts, left, folder),
    )) {
      yield finding;
      // Why one: a clean-up of the RUN takes what all its installs keep.
      return;
    }
}

function fixGems(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const caches = commandOf(snapshot, finding)?.effect.caches ?? [];
  const id = ids.find((each) => caches.some((cache) => cache.id === each));
  if (id === undefined) return [];
  return fixLeftCache(snapshot, finding, id, {
    cleanUp: 'Remove the packed gems in the same layer',
    mount: "Mount a cache at RubyGems' cache folder",
  });
}

export const gemCacheLeftInLayer: Rule = {
  meta: {
    id: 'gem-cache-left-in-layer',
    summary: 'gem or bundle leaves the packed gems in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://guides.rubygems.org/command-reference/#gem-environment',
      'https://bundler.io/man/bundle-config.1.html',
    ],
  },
  checkInstruction: checkGems,
  fix: fixGems,
};

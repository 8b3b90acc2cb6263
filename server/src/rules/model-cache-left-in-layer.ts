// Libraries download models into a cache of their own. Where the same RUN saves the model to a folder of its own, the cache
// holds it a second time; where the program runs as another user, it looks in another home and never finds it. Either way
// the bytes in the cache are dead. Silent where the cache is what the program reads.
import type { InstructionFacts, Snapshot, CommandFacts } from '../facts/snapshot.ts';
import { isWithin } from '../effects/path-set.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { isEmptiedAfter, isMounted } from './parts/left-caches.ts';
import { factsOf, commandOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain, shippingChainAfter } from './parts/stage-chain.ts';
import { downloadsWeights } from './parts/weights.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const cacheFolders =
  /\/(?:\.cache\/(?:huggingface|torch|whisper|modelscope)|nltk_data|\.EasyOCR|\.ollama\/models)(?:\/|$)/;

/** The folder in a home that a command downloads models to; null where it goes elsewhere, or is mounted or emptied. */
function cacheOf(facts: InstructionFacts, command: CommandFacts): string | null {
  if (!downloadsWeights(command)) return null;
  const folder = command.effect.writes.map(({ path }) => path.path).find((path) => cacheFolders.test(path));
  if (folder === undefined || isMounted(facts, folder)) return null;
  const index = facts.commands.indexOf(command);
  return isEmptiedAfter(facts, index, { kind: 'tree', path: folder }) ? null : folder;
}

/** Where the command, or a later one of the RUN, puts the model for good. */
function savedTo(facts: InstructionFacts, command: CommandFacts, cache: string): string | null {
  const text =
    command.command.words.map(({ value, raw }) => value ?? raw).join(' ') +
    command.command.redirections.map(({ body }) => body?.text ?? '').join('');
  if (/\.save_pretrained\(/.test(text))
    return (
      command.effect.writes.map(({ path }) => path.path).find((path) => !cacheFolders.test(path)) ??
      'a folder of its own'
    );
  const later = facts.commands.slice(facts.commands.indexOf(command) + 1);
  const copying = later.find(
    ({ effect }) => effect.tool === 'cp' && effect.reads.some(({ path }) => isWithin(cache, path)),
  );
  return copying?.effect.writes[0]?.path.path ?? null;
}

/** Something later reads the folder, moves it, or points a variable at it. */
function isUsedLater(snapshot: Snapshot, facts: InstructionFacts, folder: string): boolean {
  const home = folder.replace(cacheFolders, '');
  const environment = [...snapshot.config.environment.values()];
  if (
    environment.some((value) => value !== '/' && value !== home && (isWithin(value, folder) || isWithin(folder, value)))
  )
    return true;
  return shippingChainAfter(snapshot, facts).some(
    ({ syntax }) =>
      syntax.keyword === 'RUN' &&
      (syntax.text.includes(folder) ||
        syntax.text.includes(`${home}/.cache`) ||
        /~\/\.cache|chmod[^&|;]* \/root\b|chown[^&|;]* \/root\b/.test(syntax.text)),
  );
}

interface LeftModel {
  readonly command: CommandFacts;
  readonly folder: string;
  readonly saved: string | null;
}

const leftModels: (facts: InstructionFacts) => readonly LeftModel[] = remembered((facts) =>
  facts.syntax.keyword !== 'RUN'
    ? []
    : facts.commands.flatMap((command) => {
        const folder = cacheOf(facts, command);
        return folder === null ? [] : [{ command, folder, saved: savedTo(facts, command, folder) }];
      }),
);

function* checkCaches(snapshot: Snapshot): Generator<FileFinding> {
  const finalHome = snapshot.target.final.home;
  const starts = snapshot.config.entrypoint !== null || snapshot.config.cmd !== null;
  for (const facts of shippingChain(snapshot)) {
    for (const { command, folder, saved } of leftModels(facts)) {
      const { home } = facts.before;
      const isForeign = starts && home !== finalHome && isWithin(home, folder) && !isWithin(finalHome, folder);
      if (saved !== null)
        yield {
          facts,
          span: headSpan(command),
          message: `the model is saved to ${saved}, and stays in ${folder} once more`,
          proof: { folder, saved: true },
        };
      else if (isForeign && !isUsedLater(snapshot, facts, folder))
        yield {
          facts,
          span: headSpan(command),
          message: `the model lies in ${folder}, but the program runs as ${snapshot.config.user} and looks in ${finalHome}: it downloads again when it starts`,
          proof: { folder, saved: false },
        };
    }
  }
}

function fixCaches(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { folder, saved } = finding.proof;
  if (facts === undefined || commandOf(snapshot, finding) === undefined || typeof folder !== 'string' || saved !== true)
    return [];
  const cache = {
    id: 'models',
    paths: [],
    cleanup: null,
    preventedBy: null,
    mounts: [{ target: folder, locked: false }],
  };
  return [
    cleanUpFix(
      snapshot,
      facts,
      `rm -rf ${folder}`,
      { id: 'clean-up', title: 'Remove the downloads in the same layer' },
      'unsafe',
    ),
    cacheMountFix(snapshot, facts, [cache], {
      id: 'cache-mount',
      title: 'Mount a cache at the folder of the downloads',
    }),
  ].flatMap((fix) => (fix === null ? [] : [{ ...fix, applicability: 'unsafe' as const }]));
}

export const modelCacheLeftInLayer: Rule = {
  meta: {
    id: 'model-cache-left-in-layer',
    summary: 'A model stays in the download cache of its library, where nothing reads it',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://huggingface.co/docs/huggingface_hub/guides/manage-cache'],
  },
  checkFile: checkCaches,
  fix: fixCaches,
};

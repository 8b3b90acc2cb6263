// The recipes of the stand-in bases (test/engine/stand-ins): which image names there are and how each is made. It makes none.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { keyOf } from './engine-cache.ts';

/**
 * One image under its real names: a bare Debian root, or a target of a Dockerfile that starts from one or from a stand-in named
 * above it. `packages` of the npm registry (`name@version`) lie in the build context as npm packs them.
 */
export type StandIn = { readonly tags: readonly string[] } & (
  | { readonly debian: string; readonly variant: 'full' | 'slim' }
  | { readonly dockerfile: string; readonly target: string; readonly packages?: readonly string[] }
);

/** The folder with the recipes. */
export const recipeFolder = path.resolve('test', 'engine', 'stand-ins');

/** Images as made from their recipe alone carry this host in front of their names; no registry can ever answer under it. */
export const recipeHost = 'stand-in.invalid';

export function readStandIns(): readonly StandIn[] {
  return JSON.parse(readFileSync(path.join(recipeFolder, 'stand-ins.json'), 'utf8')) as readonly StandIn[];
}

/** Every name a test may use after FROM. */
export function standInTags(): readonly string[] {
  return readStandIns().flatMap(({ tags }) => tags);
}

/** The first name of a stand-in as the recipe alone makes it. */
export function recipeName(standIn: StandIn): string {
  const [tag] = standIn.tags;
  if (tag === undefined) throw new Error('stand-ins.json: an entry without tags');
  return `${recipeHost}/${tag}`;
}

/** First names of the stand-ins that the recipe's Dockerfile starts from. */
export function startsFrom({ dockerfile }: { readonly dockerfile: string }): readonly string[] {
  const text = readFileSync(path.join(recipeFolder, dockerfile), 'utf8');
  return [...text.matchAll(/^FROM stand-in\.invalid\/(\S+)/gm)].flatMap(([, name]) => name ?? []);
}

/** The key of the made stand-ins: it changes with the text of any recipe and with nothing else. */
export function standInKey(): string {
  const names = readdirSync(recipeFolder).sort();
  return keyOf(names.flatMap((name) => [name, readFileSync(path.join(recipeFolder, name), 'utf8')]));
}

/** The folder that holds `images.tar`, all stand-ins as their recipes make them. */
export function standInFolder(): string {
  return path.join(cacheFolder(), 'stand-ins', standInKey());
}

// plimsoll/layerTree: what is in a folder of a measured image, or what a search finds there. The trees asked for last are
// held, for questions come one after the other.
import { answerTreeQuery } from '../../features/layer-tree.ts';
import type { StoredTree } from '../../image/stored-tree.ts';
import { readTree } from '../../operations/keep-tree.ts';
import type { TreeAnswer, TreeQuery } from '../../protocol.ts';
import type { ServerContext } from '../server-context.ts';

/** A tree of 500,000 files is some 30 MB. */
const heldTrees = 2;
/** By image id, the one asked for last at the end. */
const held = new Map<string, Promise<StoredTree | null>>();

export async function handle({ session: { host } }: ServerContext, query: TreeQuery): Promise<TreeAnswer | null> {
  const known = held.get(query.image);
  const reading = known ?? readTree(host, query.image);
  held.delete(query.image);
  held.set(query.image, reading);
  for (const image of held.keys()) if (held.size > heldTrees) held.delete(image);
  const tree = await reading;
  // Why: a build may bring what is not there yet.
  if (tree === null) held.delete(query.image);
  return tree === null ? null : answerTreeQuery(tree, query);
}

// YAML into plain data, bounded: a document that is too long, nests aliases or is no YAML gives what can be had of it, or nothing.
// What the data means is not known here.
import { parseAllDocuments } from 'yaml';

/** Characters of a file above which it is not read. */
const yamlLimit = 1_000_000;
/** Aliases that are followed: more are a bomb, not a project's file. */
const aliasLimit = 1_000;

/** The first document as plain data, merge keys (`<<`) resolved, unknown tags ignored; undefined where nothing can be read. */
export function readYaml(text: string): unknown {
  if (text.length > yamlLimit) return undefined;
  try {
    // Why: Compose's tag for what an override takes away.
    const customTags = [{ tag: '!reset', resolve: (): null => null }];
    const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent', uniqueKeys: false, customTags });
    const [first] = Array.isArray(documents) ? documents : [];
    return first?.toJS({ maxAliasCount: aliasLimit }) as unknown;
  } catch {
    // Why: the library throws for aliases that have no anchor or are too many.
    return undefined;
  }
}

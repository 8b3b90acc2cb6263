// The door through which the embedded catalogues (server/data/*.json) come in, each parsed once and on first use, so
// that starting costs nothing. It does not know what is in them.

type Reader = (name: string) => unknown;

let read: Reader = (name) => {
  throw new Error(`no catalogue reader was provided before "${name}" was asked for`);
};
const loaded = new Map<string, unknown>();

/** Says how a catalogue is read. Called once by each entry of the product (main, cli) and by the test set-up. */
export function provideCatalogues(reader: Reader): void {
  read = reader;
  loaded.clear();
}

/** The parsed catalogue `<name>.json`. Throws where the package is incomplete: our own bug, not the user's. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Why: each catalogue's reader states its shape once.
export function catalogue<T>(name: string): T {
  let value = loaded.get(name);
  if (value === undefined) {
    value = read(name);
    loaded.set(name, value);
  }
  return value as T;
}

// The settings of each open document, from what the editor gave for it and the project's plimsoll.json. It reads
// neither itself: values are put in from outside, and problems are told to whoever asks.
import { readSettings, settingsForPath, type SettingsReading, type SettingsSource } from '../settings/read-settings.ts';
import { settingDefinitions, type Settings } from '../settings/settings-schema.ts';

export interface SettingsStore {
  of(uri: string): Settings;
  /** The editor's values for documents that were given none of their own. */
  setGlobal(value: unknown): void;
  /** The editor's values for one document. */
  setDocument(uri: string, value: unknown): void;
  /** The project's plimsoll.json for one document; null where there is none. True where it is another than before. */
  setProject(uri: string, source: SettingsSource | null): boolean;
  /** The document's path from the folder that the settings speak of. True where it is another than before. */
  setPath(uri: string, path: string | null): boolean;
  /** Values that were left out, one sentence each, for one document. */
  problems(uri: string): readonly string[];
  forget(uri: string): void;
}

const editorName = "the editor's settings";

/** What differs from the defaults: editors send every setting, and a default must not hide what the project says. */
function withoutDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const defaults: Readonly<Record<string, { readonly default: unknown }>> = settingDefinitions;
  return Object.fromEntries(
    Object.entries(value).filter(([key, given]) => JSON.stringify(given) !== JSON.stringify(defaults[key]?.default)),
  );
}

export function openSettings(): SettingsStore {
  let global: unknown = {};
  const documents = new Map<string, unknown>();
  const projects = new Map<string, SettingsSource>();
  const paths = new Map<string, string>();
  // Invariant: an entry is dropped whenever something it was read from is replaced, so equal objects mean equal settings.
  const readings = new Map<string, SettingsReading>();

  function readingOf(uri: string): SettingsReading {
    const known = readings.get(uri);
    if (known !== undefined) return known;
    const project = projects.get(uri);
    const editor = { name: editorName, value: documents.has(uri) ? documents.get(uri) : global, project: false };
    // Why this order: what a project decides for everyone gives way to what this person set in the editor.
    const { settings, problems } = readSettings([...(project === undefined ? [] : [project]), editor]);
    const reading = { settings: settingsForPath(settings, paths.get(uri) ?? null), problems };
    readings.set(uri, reading);
    return reading;
  }

  return {
    of: (uri) => readingOf(uri).settings,
    setGlobal(value) {
      global = withoutDefaults(value);
      readings.clear();
    },
    setDocument(uri, value) {
      documents.set(uri, withoutDefaults(value));
      readings.delete(uri);
    },
    setProject(uri, source) {
      if (JSON.stringify(projects.get(uri) ?? null) === JSON.stringify(source)) return false;
      if (source === null) projects.delete(uri);
      else projects.set(uri, source);
      readings.delete(uri);
      return true;
    },
    setPath(uri, path) {
      if ((paths.get(uri) ?? null) === path) return false;
      if (path === null) paths.delete(uri);
      else paths.set(uri, path);
      readings.delete(uri);
      return true;
    },
    problems: (uri) => readingOf(uri).problems,
    forget(uri) {
      documents.delete(uri);
      projects.delete(uri);
      paths.delete(uri);
      readings.delete(uri);
    },
  };
}

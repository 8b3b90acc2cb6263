// The engine program that the settings name. It looks for no program.
import type { Settings } from '../settings/settings-schema.ts';

/** A program name or path; null where the first engine that answers is wanted. */
export function configuredEngine({ engine, enginePath }: Pick<Settings, 'engine' | 'enginePath'>): string | null {
  if (enginePath !== '') return enginePath;
  return engine === 'auto' ? null : engine;
}

// Java: the class path that starts, and the class path that the manifest of a started jar names, as far as the original has
// them. Classes are not looked into.
import { resolveFile } from '../../file-tree/flat-tree.ts';
import type { ImageFiles } from './read-tree.ts';
import type { Missing, Start } from './language-start.ts';

/** What a Java program lacks that it had. Nothing where nothing starts Java. */
export function missingInJava(before: ImageFiles, after: ImageFiles, start: Start): readonly Missing[] {
  const missing = new Map<string, Missing>();
  const need = (path: string, asker: string): void => {
    const found = resolveFile(before.tree, path);
    if (found === null) return;
    if (resolveFile(after.tree, path) === null) missing.set(path, { path, what: `${path} of ${asker}` });
    const manifest = before.texts.get(found.path);
    if (manifest === undefined || asker === manifestPath) return;
    const folder = found.path.slice(0, found.path.lastIndexOf('/'));
    for (const each of classPathOf(manifest)) need(each.startsWith('/') ? each : `${folder}/${each}`, manifestPath);
  };
  for (const words of start.commands) {
    if (!words.some((word) => /(?:^|\/)java$/.test(word))) continue;
    for (const [index, word] of words.entries()) {
      const next = words[index + 1] ?? '';
      if (word === '-jar') need(inFolder(next, start), 'the program');
      if (!/^(?:-cp|-classpath|--class-path)$/.test(word)) continue;
      for (const each of next.split(':')) addEntry(each);
    }
  }
  for (const each of (start.environment.get('CLASSPATH') ?? '').split(':').filter(Boolean)) addEntry(each);
  return [...missing.values()];

  function addEntry(entry: string): void {
    const path = inFolder(entry, start);
    if (!path.endsWith('/*')) {
      need(path, 'the class path');
      return;
    }
    const folder = resolveFile(before.tree, path.slice(0, -2))?.path;
    for (const file of folder === undefined ? [] : before.tree.files.keys())
      if (file.startsWith(`${folder ?? ''}/`) && /^[^/]+\.jar$/i.test(file.slice((folder ?? '').length + 1)))
        need(file, 'the class path');
  }
}

const manifestPath = 'the class path that the manifest names';

function inFolder(path: string, { workingFolder }: Start): string {
  return path.startsWith('/') ? path : `${workingFolder}/${path}`;
}

/** Class-Path of a manifest: relative URLs with blanks between; lines go on behind a blank (JAR File Specification). */
function classPathOf(manifest: string): readonly string[] {
  const whole = manifest.replaceAll(/\r?\n /g, '');
  const line = /^Class-Path:(.*)$/im.exec(whole)?.[1] ?? '';
  return line.split(/\s/).flatMap((each) => (each === '' || /^\w+:/.test(each) ? [] : [each]));
}

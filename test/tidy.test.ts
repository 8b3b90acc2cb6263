// The architecture as assertions: what the import checker and the linter cannot say. Each failure names the file.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PackageManager, listFiles } from '@vscode/vsce';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

const sources = ['client', 'server', 'scripts'].flatMap((folder) => filesBelow(folder, '.ts'));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Manifest {
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;

describe('files', () => {
  test('open by saying what they are for', () => {
    const silent = sources.filter((file) => !file.endsWith('.generated.ts') && !read(file).startsWith('// '));
    expect(silent).toEqual([]);
  });
  test('have names that say what is in them', () => {
    const vague = sources.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc|lib|index)\.ts$/.test(file));
    expect(vague).toEqual([]);
  });
  test('are kebab-case', () => {
    expect(sources.filter((file) => !/^[a-z0-9-]+(?:\.(?:generated|test|d))?\.ts$/.test(path.basename(file)))).toEqual(
      [],
    );
  });
  test('leave nothing for later', () => {
    const marks = /\b(?:TODO|FIXME|XXX)\b/;
    expect(sources.filter((file) => file !== 'test/tidy.test.ts' && marks.test(read(file)))).toEqual([]);
  });
  test('hold no path of a machine and read nothing outside the project', () => {
    const outside = [...sources, ...filesBelow('test', '.ts'), ...filesBelow('docs', '.md')];
    expect(
      outside.filter(
        (file) => file !== path.join('test', 'tidy.test.ts') && /\.\.\/shared\b|\/work\//.test(read(file)),
      ),
    ).toEqual([]);
  });
});

describe('packages', () => {
  test('the lock file names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });
  test('everything is bundled, so nothing is a dependency at run time', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
  });
  test('the types of VS Code are those of the oldest VS Code we run in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });
  test('each has its reason in docs/dependencies.md', () => {
    const reasons = read('docs/dependencies.md');
    expect(Object.keys(manifest.devDependencies).filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
  });
});

test('the package holds exactly what runs', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const unwanted = files.filter(
    (file) =>
      !/^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(?:client|server|server-on-first-use|measuring-thread|layer-explorer|plan-preview)\.(?:js|css)|dist\/data\/[\w.-]+\.json|(?:syntaxes|snippets)\/[\w.-]+\.json|images\/icon\.png)$/.test(
        file,
      ),
  );
  expect(unwanted).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'syntaxes/run-shell.tmLanguage.json',
      'snippets/dockerfile.json',
    ]),
  );
});

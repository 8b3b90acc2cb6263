// A build context for the corpus: a project such as people have, measured, without an ignore file.
import type { ContextFacts } from '../../server/src/facts/snapshot.ts';

const files: readonly (readonly [path: string, fileBytes: number, text: string | null])[] = [
  ['.git/objects/pack/pack-1.pack', 40_000_000, null],
  ['.venv/lib/python3.12/site-packages/x.so', 90_000_000, null],
  ['Dockerfile', 400, null],
  ['app.py', 1200, 'import flask\n'],
  ['requirements.txt', 60, 'flask==3.0.3\ntorch==2.4.1\n--index-url https://example.org/simple\n'],
  ['package.json', 500, '{"name":"a","scripts":{"start":"node server.js"},"dependencies":{"express":"^4"}}'],
  ['model/weights.bin', 300_000_000, null],
  ['node_modules/express/index.js', 3_000_000, null],
  ['src/main.c', 3000, null],
];

function topLevel(): { name: string; fileBytes: number; fileCount: number }[] {
  return files.map(([path, fileBytes]) => ({ name: path.split('/')[0] ?? path, fileBytes, fileCount: 1 }));
}

export const corpusContext: ContextFacts = {
  ignoreFile: null,
  files: new Map(files.flatMap(([path, , text]) => (text === null ? [] : [[path, { text }] as const]))),
  listing: {
    entries: files.map(([path, fileBytes]) => ({ path, fileBytes })),
    fileBytes: files.reduce((sum, [, fileBytes]) => sum + fileBytes, 0),
    fileCount: files.length,
    topLevel: topLevel().sort((a, b) => b.fileBytes - a.fileBytes),
    truncated: false,
  },
};

import { cp, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

await build({
  entryPoints: ['src/main.jsx'],
  bundle: true,
  minify: true,
  jsxFactory: 'h',
  outfile: 'build/main.js',
  define: { TITLE: JSON.stringify(process.env.PUBLIC_TITLE) },
});
await cp('public', 'build', { recursive: true });
const page = await readFile('build/index.html', 'utf8');
await writeFile('build/index.html', page.replace('%TITLE%', process.env.PUBLIC_TITLE));

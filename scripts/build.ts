// Bundles the programs of Plimsoll with esbuild and copies the catalogues beside them.
// It does not package, type-check or test.
import { buildAll } from './support/bundle.ts';

await buildAll({ minify: process.argv.includes('--minify') });

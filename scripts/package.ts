// Makes the one universal package: minified bundles, then `vsce package`. Prints the file, its size and what is in it.
// It publishes nothing.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { statSync } from 'node:fs';
import { buildAll } from './support/bundle.ts';

/** Bytes a package may have. */
const limit = 2_000_000;

await buildAll({ minify: true });
const packagePath = `plimsoll-${process.env['npm_package_version'] ?? '0.0.0'}.vsix`;
await createVSIX({
  packagePath,
  dependencies: false,
  skipLicense: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const files = await listFiles({ packageManager: PackageManager.None });
const { size } = statSync(packagePath);
for (const file of files) console.log(`  ${file}`);
console.log(`${packagePath}: ${files.length} files, ${size} bytes`);
if (size > limit) {
  console.log(`the package is over ${limit} bytes`);
  process.exitCode = 1;
}

// The floor of a compressed layer: `inflate.mjs gzip|zstd FILE…` inflates blobs to nowhere, gzip by zlib, zstd by Node where
// it has it and by fzstd elsewhere. Prints wall-clock and CPU seconds, and how many bytes came out.
import { createReadStream } from 'node:fs';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';

const chunkSize = 512 * 1024;
const [kind, ...paths] = process.argv.slice(2);
let bytes = 0;

const [cpu, start] = [process.cpuUsage(), performance.now()];
for (const path of paths) {
  const blob = createReadStream(path, { highWaterMark: 1024 * 1024 });
  if (kind === 'gzip') {
    for await (const chunk of blob.pipe(zlib.createGunzip({ chunkSize }))) bytes += chunk.length;
  } else if (zlib.createZstdDecompress) {
    for await (const chunk of blob.pipe(zlib.createZstdDecompress({ chunkSize }))) bytes += chunk.length;
  } else {
    const decoder = new Decompress((chunk) => (bytes += chunk.length));
    for await (const chunk of blob) {
      for (let at = 0; at < chunk.length; at += 8192) decoder.push(chunk.subarray(at, at + 8192));
    }
    decoder.push(new Uint8Array(0), true);
  }
}
const [seconds, { user, system }] = [(performance.now() - start) / 1000, process.cpuUsage(cpu)];
console.log(JSON.stringify({ runs: [{ seconds, cpuSeconds: (user + system) / 1e6 }], bytes }));

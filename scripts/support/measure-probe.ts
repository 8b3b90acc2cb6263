// Timed readings of an image for the measuring benchmark, in a process of its own: `headers` scans the given blobs, `whole`
// measures an OCI layout as the product does, `again` does so with the columns of known layers kept; so many times. Prints one
// JSON line.
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { isUnavailable } from '../../server/src/host/host.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import type { ImageContents } from '../../server/src/image/contents.ts';
import { assembleMeasured } from '../../server/src/operations/assemble-measured.ts';
import { measureImage } from '../../server/src/operations/measure-image.ts';
import { openLayerCache } from '../../server/src/sources/layer-cache.ts';
import { readOciLayout } from '../../server/src/sources/oci-layout.ts';
import { scanRegion } from '../../server/src/sources/scan-layer.ts';

const [mode = '', times = '', cacheFolder = '', ...paths] = process.argv.slice(2);
const host = createNodeHost({ cacheFolder });
const signal = new AbortController().signal;

async function scanBlobs(): Promise<number> {
  let entries = 0;
  for (const path of paths) {
    const file = await host.openFile(path);
    if (isUnavailable(file)) throw new Error(file.why);
    const scan = await scanRegion(file, 0, file.fileBytes);
    await file.close();
    if ('fault' in scan) throw new Error(scan.fault);
    entries += scan.index.count;
  }
  return entries;
}

async function measureWhole(path: string): Promise<number> {
  const place = { kind: 'oci', path, name: 'bench', platform: null } as const;
  const image = await measureImage(host, { place, built: null, provenance: null, steps: [] }, () => undefined, signal);
  if (isFailure(image)) throw new Error(image.message);
  return image.total.entries;
}

async function measureAgain(path: string): Promise<number> {
  const read = await readOciLayout(host, path, { reference: null, platform: null }, signal, openLayerCache(host));
  if ('why' in read) throw new Error(read.why);
  const contents: ImageContents = { name: 'bench', medium: 'oci-layout', engine: null, ...read };
  const attributed = { attribution: 'none', baseLayers: null, instructions: [], notes: [] } as const;
  return assembleMeasured(contents, attributed, null, new Map()).total.entries;
}

const [folder = ''] = paths;
const runs: { readonly seconds: number; readonly cpuSeconds: number }[] = [];
let entries = 0;
while (runs.length < Number(times)) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  entries = await (mode === 'headers' ? scanBlobs() : mode === 'whole' ? measureWhole(folder) : measureAgain(folder));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  runs.push({ seconds, cpuSeconds: (user + system) / 1e6 });
}
console.log(JSON.stringify({ runs, entries, peakBytes: process.resourceUsage().maxRSS * 1024 }));

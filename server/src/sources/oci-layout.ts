// An OCI image layout directory (OCI image layout specification 1.1): `index.json` and `blobs/`. Of plain layers only
// headers are read; several images and platforms are told apart by the wish.
import { isUnavailable } from '../host/host.ts';
import type { Host, OpenFile, Unavailable } from '../host/host.ts';
import type { ImageWish } from '../image/contents.ts';
import { documentLimit, parseJson } from '../image/untrusted-json.ts';
import { gatherLayers } from './archive.ts';
import type { ReadImage } from './archive.ts';
import type { LayerCache } from './layer-cache.ts';
import type { LayerFault } from './layer-reader.ts';
import { resolveImage } from './resolve-image.ts';
import type { Unresolved } from './resolve-image.ts';
import { createScanBudget, hashRegion, scanRegion } from './scan-layer.ts';
import type { LayerScan } from './scan-layer.ts';

/**
 * Reads the image of a layout in `folder`; layers that `cache` knows are not opened. Rejects on cancellation and read
 * faults.
 */
export async function readOciLayout(
  host: Host,
  folder: string,
  wish: ImageWish,
  signal?: AbortSignal,
  cache?: LayerCache,
): Promise<ReadImage | Unresolved> {
  // Invariant: names come from `index.json`, `manifest.json` or `blobName` of a checked digest, so none leaves the folder.
  const pathOf = (name: string): string => `${folder.replace(/\/$/, '')}/${name}`;
  const image = await resolveImage(async (name) => {
    if (name !== 'index.json' && !name.startsWith('blobs/')) return undefined;
    const bytes = await host.readFile(pathOf(name), documentLimit);
    return isUnavailable(bytes) ? undefined : parseJson(bytes);
  }, wish);
  if ('why' in image) return image;
  const scans = new Map<string, LayerScan | LayerFault>();
  const budget = createScanBudget();
  return gatherLayers(image, {
    async layer(name) {
      const known = scans.get(name);
      if (known) return known;
      const remembered = (await cache?.read(name)) ?? null;
      if (remembered !== null) {
        budget.spend(remembered);
        scans.set(name, remembered);
        return remembered;
      }
      const scan = await withFile(host, pathOf(name), (file) =>
        scanRegion(file, 0, file.fileBytes, signal, budget.limits()),
      );
      if (isUnavailable(scan)) return { fault: scan.why };
      budget.spend(scan);
      scans.set(name, scan);
      if (!('fault' in scan)) await cache?.keep(name, scan);
      return scan;
    },
    async hash(name, sizes) {
      const digests = await withFile(host, pathOf(name), (file) => hashRegion(file, 0, file.fileBytes, sizes, signal));
      return isUnavailable(digests) ? new Map() : digests;
    },
  });
}

async function withFile<T>(host: Host, path: string, use: (file: OpenFile) => Promise<T>): Promise<T | Unavailable> {
  const file = await host.openFile(path);
  if (isUnavailable(file)) return file;
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

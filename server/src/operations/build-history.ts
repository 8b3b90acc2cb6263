// Every measured build of a Dockerfile, target and platform as one small point, oldest first, beside the record of the last
// one; and what the newest is against the one before it and the lightest. It keeps figures only, no names.
import { isUnavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import type { BuildResult } from '../image/build-outcome.ts';
import { countOf, listOf, parseJson, recordOf } from '../image/untrusted-json.ts';

interface BuildPoint {
  /** Milliseconds since the epoch. */
  readonly measured: number;
  readonly fileBytes: number;
  readonly deadBytes: number;
}

/** The newest build against earlier ones; bytes may be less than zero. */
export interface Trend {
  /** Builds, the newest included. */
  readonly builds: number;
  readonly sinceLast: { readonly fileBytes: number; readonly deadBytes: number };
  readonly sinceLightest: { readonly fileBytes: number };
}

/** Older builds than these are forgotten. */
const mostPoints = 500;
const historyLimit = 1024 * 1024;

async function readPoints(host: Host, path: string): Promise<readonly BuildPoint[]> {
  const bytes = await host.readFile(path, historyLimit);
  if (isUnavailable(bytes)) return [];
  return listOf(recordOf(parseJson(bytes))['builds'], mostPoints).flatMap((value) => {
    const { measured, fileBytes, deadBytes } = recordOf(value);
    const point = { measured: countOf(measured), fileBytes: countOf(fileBytes), deadBytes: countOf(deadBytes) };
    return point.measured === null || point.fileBytes === null || point.deadBytes === null
      ? []
      : [{ measured: point.measured, fileBytes: point.fileBytes, deadBytes: point.deadBytes }];
  });
}

/** Adds a build to the history at `path`; `measured` in milliseconds since the epoch. */
export async function keepBuildPoint(
  host: Host,
  path: string,
  { image }: BuildResult,
  measured: number,
): Promise<Unavailable | undefined> {
  const point = { measured, fileBytes: image.total.fileBytes, deadBytes: image.deadBytes };
  const builds = [...(await readPoints(host, path)), point].slice(-mostPoints);
  return host.writeFile(path, JSON.stringify({ version: 1, builds }));
}

/** The trend of the history at `path`; null where it holds fewer than two builds. */
export async function readTrendAt(host: Host, path: string): Promise<Trend | null> {
  const points = await readPoints(host, path);
  const [last, newest] = points.slice(-2);
  if (last === undefined || newest === undefined) return null;
  const lightest = Math.min(...points.slice(0, -1).map(({ fileBytes }) => fileBytes));
  return {
    builds: points.length,
    sinceLast: { fileBytes: newest.fileBytes - last.fileBytes, deadBytes: newest.deadBytes - last.deadBytes },
    sinceLightest: { fileBytes: newest.fileBytes - lightest },
  };
}

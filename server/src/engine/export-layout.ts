// A built image as an OCI layout folder that is kept: BuildKit and Podman complete it with the blobs that are new, so that after
// one changed instruction only its layer is written. Only where the builder can (Buildah writes all of them anew); everything else
// is null, and the image is had the long way.
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { documentLimit, listOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import { buildArguments } from './build-image.ts';
import type { BuildAttendance } from './build-image.ts';
import type { BuildRequest, Engine } from './engine.ts';

const answerDeadline = 15_000;
/** Milliseconds: the first export compresses the whole image. */
const exportDeadline = 30 * 60 * 1000;

/** True where buildx's builder in use can write OCI layouts: every one but Docker's own without containerd's image store. */
async function buildxExports(host: Host, program: string, signal: AbortSignal): Promise<boolean> {
  const ask = async (args: readonly string[]): Promise<string> => {
    const answer = await host.run({ program, args, deadline: answerDeadline, signal });
    return isUnavailable(answer) || answer.code !== 0 ? '' : answer.stdout;
  };
  const [inspected, store] = await Promise.all([
    ask(['buildx', 'inspect']),
    ask(['info', '--format', '{{json .DriverStatus}}']),
  ]);
  const driver = /^Driver:\s*(\S+)/m.exec(inspected)?.[1];
  return driver === 'docker' ? store.includes('io.containerd.snapshotter') : driver !== undefined;
}

/** Diff ids of an image in the engine; null where it does not tell. */
async function diffIdsOf(host: Host, program: string, imageId: string, signal: AbortSignal): Promise<string | null> {
  const answer = await host.run({
    program,
    args: ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', '--', imageId],
    deadline: answerDeadline,
    signal,
  });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const layers = listOf(parseJson(answer.stdout), 4096);
  return layers.length === 0 ? null : JSON.stringify(layers);
}

/** Arguments with which the engine completes `folder`; null where it does not. */
async function exportArguments(
  host: Host,
  engine: Engine,
  request: BuildRequest,
  imageId: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  if (engine.builder === 'podman') {
    // Why uncompressed: Podman knows a blob that is there by the digest of what it would compress.
    return ['save', '--quiet', '--format=oci-dir', '--uncompressed', `--output=${folder}`, '--', imageId];
  }
  if (engine.builder !== 'buildx' || !(await buildxExports(host, engine.program, signal))) return null;
  const place = { id: `${folder}/.id`, metadata: `${folder}/.metadata` };
  const args = buildArguments({ ...engine, tellsProvenance: false }, { ...request, tag: null }, place).filter(
    (arg) => arg !== '--load' && !arg.startsWith('--iidfile='),
  );
  const output = `--output=type=oci,tar=false,dest=${folder}`;
  return [...args.slice(0, 2), output, '--provenance=false', '--sbom=false', ...args.slice(2)];
}

/**
 * Completes `folder` so that it holds the image that was just built from `request`, and nothing else; false where it
 * cannot be had so. The folder is ours alone.
 */
export async function exportLayout(
  host: Host,
  engine: Engine,
  request: BuildRequest,
  imageId: string,
  folder: string,
  { tell, signal }: Pick<BuildAttendance, 'tell' | 'signal'>,
): Promise<boolean> {
  const args = await exportArguments(host, engine, request, imageId, folder, signal);
  if (args === null) return false;
  tell({ kind: 'step', message: 'Fetching the layers that are new', done: null, total: null });
  const index = `${folder}/index.json`;
  // Why: exports add to an index that is there. A write of ours makes the folder, which the client does not.
  if (isUnavailable(await host.writeFile(`${folder}/.plimsoll`, ''))) return false;
  await host.removeFile(index);
  const [result, diffIds] = await Promise.all([
    host.run({
      program: engine.program,
      args,
      cwd: request.context,
      env: { DOCKER_CLI_HINTS: 'false' },
      deadline: exportDeadline,
      signal,
    }),
    diffIdsOf(host, engine.program, imageId, signal),
  ]);
  if (isUnavailable(result) || result.code !== 0) return false;
  const held = await heldImage(host, folder);
  if (held === null) return false;
  // Why: the files of the context may have changed between the two builds; then this is another image.
  if (held.diffIds !== diffIds) return false;
  await removeOthers(host, folder, held.blobs);
  return true;
}

interface HeldImage {
  /** As JSON, to be compared. */
  readonly diffIds: string;
  /** File names of all blobs that belong to it. */
  readonly blobs: ReadonlySet<string>;
}

async function heldImage(host: Host, folder: string): Promise<HeldImage | null> {
  const blobs = new Set<string>();
  const read = async (digest: unknown): Promise<Readonly<Record<string, unknown>>> => {
    const name = /^sha256:([0-9a-f]{64})$/.exec(stringOf(digest) ?? '')?.[1];
    if (name === undefined) return {};
    blobs.add(name);
    const bytes = await host.readFile(`${folder}/blobs/sha256/${name}`, documentLimit);
    return isUnavailable(bytes) ? {} : recordOf(parseJson(bytes));
  };
  const bytes = await host.readFile(`${folder}/index.json`, documentLimit);
  const top = isUnavailable(bytes) ? {} : recordOf(parseJson(bytes));
  const [descriptor, ...more] = listOf(top['manifests'], 2);
  if (more.length > 0) return null;
  let manifest = await read(recordOf(descriptor)['digest']);
  // Why: one platform may come as an index of one.
  const inner = listOf(manifest['manifests'], 2);
  if (inner.length > 1) return null;
  if (inner.length === 1) manifest = await read(recordOf(inner[0])['digest']);
  const config = await read(recordOf(manifest['config'])['digest']);
  for (const layer of listOf(manifest['layers'], 4096)) {
    const name = /^sha256:([0-9a-f]{64})$/.exec(stringOf(recordOf(layer)['digest']) ?? '')?.[1];
    if (name === undefined) return null;
    blobs.add(name);
  }
  const diffIds = listOf(recordOf(config['rootfs'])['diff_ids'], 4096);
  return diffIds.length === 0 ? null : { diffIds: JSON.stringify(diffIds), blobs };
}

/** Blobs of earlier builds go, or the folder would grow with each. */
async function removeOthers(host: Host, folder: string, blobs: ReadonlySet<string>): Promise<void> {
  const entries = await host.readDirectory(`${folder}/blobs/sha256`);
  if (isUnavailable(entries)) return;
  for (const { name, kind } of entries)
    if (kind === 'file' && !blobs.has(name)) await host.removeFile(`${folder}/blobs/sha256/${name}`);
}

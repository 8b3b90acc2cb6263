// What the engine on this machine knows of an image that it holds already: its unpacked bytes. It pulls nothing and asks
// no registry.
import type { Engine } from '../engine/engine.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { countOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';

export interface LocalImage {
  /** Unpacked bytes of all layers, as the engine counts them. */
  readonly fileBytes: number;
  /** `Docker 28.5.2` */
  readonly engine: string;
}

/** Milliseconds: a hover waits for it. */
const answerDeadline = 800;

/** The image as the engine holds it for `platform` (`linux/amd64`); null where it does not, or does not say how big it is unpacked. */
export async function findLocalImage(
  host: Host,
  engine: Pick<Engine, 'program' | 'label' | 'kind'>,
  reference: string,
  platform: string,
  signal?: AbortSignal,
): Promise<LocalImage | null> {
  // Why: a reference never begins with a dash, so it cannot be taken for an option.
  if (!/^[a-z0-9[]/i.test(reference)) return null;
  const answer = await host.run({
    program: engine.program,
    args: ['image', 'inspect', '--format', '{{json .}}', reference],
    deadline: answerDeadline,
    ...(signal && { signal }),
  });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const image = recordOf(parseJson(answer.stdout));
  const fileBytes = countOf(image['Size']);
  const variant = stringOf(image['Variant']) ?? '';
  const held = [stringOf(image['Os']), stringOf(image['Architecture']), ...(variant === '' ? [] : [variant])].join('/');
  if (fileBytes === null || fileBytes <= 0 || !samePlatform(held, platform)) return null;
  // Why: containerd's image store counts the compressed blobs in, so its figure is not the unpacked one.
  if (engine.kind === 'nerdctl' || (engine.kind === 'docker' && usesContainerd(image))) return null;
  return { fileBytes, engine: engine.label.replace(/ with .*$/, '') };
}

function usesContainerd(image: Readonly<Record<string, unknown>>): boolean {
  const driver = stringOf(recordOf(image['GraphDriver'])['Name']);
  return driver === null || driver === '' || driver === 'overlayfs' || 'Descriptor' in image;
}

/** `linux/arm64` and `linux/arm64/v8` are one platform. */
function samePlatform(a: string, b: string): boolean {
  const plain = (platform: string): string => platform.replace(/^linux\/arm64\/v8$/, 'linux/arm64');
  return plain(a) === plain(b);
}

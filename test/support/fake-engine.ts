// A container engine for tests of what is done with one: answers the client's command lines out of images that a test gives
// as data, and remembers what it still holds. It runs nothing and knows no Dockerfile.
import { unavailable, type ProcessRequest } from '../../server/src/host/host.ts';
import { oldDockerSave } from './image-archive.ts';
import type { MemoryHost, MemoryHostOptions } from './memory-host.ts';
import { sha256, writeTar, type TarSpec } from './tar-writer.ts';

export interface FakeImage {
  /** What made it, bottom first; a step without files has no layer. */
  readonly layers: readonly { readonly command: string; readonly files: readonly TarSpec[] }[];
  /** `Config` as `image inspect` tells it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How a container of it ends. */
  readonly exitCode?: number;
  readonly stdout?: string;
}

export interface FakeEngine {
  readonly run: NonNullable<MemoryHostOptions['run']>;
  /** Gives it the host whose files it reads and writes. */
  use(host: MemoryHost): void;
  /** Adds an image without a build; gives its id. */
  hold(image: FakeImage, tag: string): string;
  /** Names of images and containers that are there now. */
  left(): readonly string[];
  /** Command lines so far, by their first words. */
  asked(words: string): number;
}

/** What building a text gives: an image, the engine's words where it fails, or null for a build that never ends by itself. */
export type FakeBuild = (text: string) => FakeImage | string | null;

const idOf = (image: FakeImage): string => sha256(JSON.stringify(image.layers.map(({ command }) => command)));

export function fakeEngine(build: FakeBuild): FakeEngine {
  const images = new Map<string, FakeImage>();
  const containers = new Map<string, FakeImage>();
  const lines: string[] = [];
  let host: MemoryHost | undefined;

  function imageNamed(name: string): FakeImage | undefined {
    return images.get(name) ?? [...images.values()].find((image) => idOf(image) === name);
  }

  async function builds({ args, signal }: ProcessRequest): ReturnType<typeof answer> {
    const option = (name: string): string => args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? '';
    const image = build(host?.text(option('file')) ?? '');
    if (image === null)
      return new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve(unavailable('docker', 'cancelled')), { once: true });
      });
    if (typeof image === 'string') return { code: 1, stderr: image };
    images.set(option('tag'), image);
    await host?.writeFile(option('iidfile'), idOf(image));
    return '';
  }

  async function answer(request: ProcessRequest): Promise<Awaited<ReturnType<FakeEngine['run']>>> {
    const { args } = request;
    lines.push(args.join(' '));
    const [verb = '', noun = ''] = args;
    const name = args.find((arg) => arg.startsWith('--name='))?.slice('--name='.length) ?? '';
    const last = args.at(-1) ?? '';
    switch (verb === 'image' ? `image ${noun}` : verb) {
      case 'version':
        return JSON.stringify({ Client: { Version: '28.5.2' }, Server: { Version: '28.5.2', Components: [] } });
      case 'build':
        return builds(request);
      case 'image inspect':
      case 'history':
      case 'image save': {
        const image = imageNamed(last);
        return image === undefined ? { code: 1, stderr: `No such image: ${last}` } : told(verb, noun, image);
      }
      case 'image rm':
        images.delete(last);
        return '';
      case 'create':
      case 'run': {
        const image = imageNamed(args[args.indexOf('--') + 1] ?? '');
        if (image === undefined || name === '') return { code: 1 };
        containers.set(name, image);
        return name;
      }
      case 'export':
        return { bytes: tarOf(containers.get(last)?.layers.flatMap(({ files }) => files) ?? []) };
      case 'wait':
        return String(containers.get(last)?.exitCode ?? 0);
      case 'logs':
        return containers.get(last)?.stdout ?? '';
      case 'rm':
        containers.delete(last);
        return '';
      default:
        return { code: 1, stderr: 'unknown command' };
    }
  }

  return {
    run: answer,
    use(given) {
      host = given;
    },
    hold(image, tag) {
      images.set(tag, image);
      return idOf(image);
    },
    left: () => [...images.keys(), ...containers.keys()],
    asked: (words) => lines.filter((line) => line.startsWith(words)).length,
  };
}

/** As engines write them: every file behind the folders that it is in. */
function tarOf(files: readonly TarSpec[]): Uint8Array {
  const folders = new Set<string>();
  for (const { name } of files)
    for (let end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) folders.add(name.slice(0, end + 1));
  return writeTar([...[...folders].map((name) => ({ name, type: '5', mode: 0o755 })), ...files]);
}

function told(verb: string, noun: string, image: FakeImage): string | { readonly bytes: Uint8Array } {
  const layers = image.layers.flatMap(({ files }) => (files.length === 0 ? [] : [tarOf(files)]));
  const history = image.layers.map(({ command, files }) => ({
    created_by: command,
    empty_layer: files.length === 0,
  }));
  if (noun === 'save') return { bytes: oldDockerSave({ layers, history }) };
  if (verb === 'history')
    return image.layers
      .map(({ command, files }) => `${files.length === 0 ? 0 : tarOf(files).length} ${JSON.stringify(command)}`)
      .reverse()
      .join('\n');
  const RootFS = { Layers: layers.map(sha256) };
  return JSON.stringify([{ Id: idOf(image), Os: 'linux', Architecture: 'amd64', Config: image.config, RootFS }]);
}

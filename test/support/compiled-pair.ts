// A Dockerfile that compiles a program, and images of it and of its rewrite for a made-up engine: what the rewritten one
// lacks is said by the test. Nothing is compiled.
import { writeElf } from './elf-writer.ts';
import type { FakeBuild, FakeImage } from './fake-engine.ts';
import type { TarSpec } from './tar-writer.ts';

export const compiledText = `FROM debian:bookworm
RUN apt-get update && apt-get install -y gcc libc6-dev
COPY main.c /src/main.c
RUN gcc -o /usr/local/bin/main /src/main.c
CMD ["/usr/local/bin/main"]
`;

const library = 'usr/lib/x86_64-linux-gnu/libodd.so.1';
const elf = (needed: readonly string[]): Uint8Array => writeElf({ needed });
const base: readonly TarSpec[] = [{ name: 'bin/sh', content: elf([]), mode: 0o755 }];
const compiler: TarSpec = { name: 'usr/bin/gcc', content: elf([]), mode: 0o755 };
const program: TarSpec = { name: 'usr/local/bin/main', content: elf(['libodd.so.1']), mode: 0o755 };
/** The library that the program loads, with its package. */
export const libraryPackage: readonly TarSpec[] = [
  { name: library, content: elf([]) },
  { name: 'var/lib/dpkg/info/libodd1:amd64.list', content: `/${library}\n` },
];

export interface PairSpec {
  /** In the rewritten image beside its base. */
  readonly files: (rewritten: string) => readonly TarSpec[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly stdout?: string;
}

/** Builds the original as it is, and any other text as the rewrite. */
export function compiledPair({ files, config = {}, stdout = 'fine\n' }: PairSpec): FakeBuild {
  const settings = { Cmd: ['/usr/local/bin/main'], Env: ['PATH=/usr/local/bin:/usr/bin:/bin'] };
  const layers = (...own: readonly (readonly TarSpec[])[]): FakeImage['layers'] =>
    [base, ...own].map((each, place) => ({ command: `layer ${String(place)}`, files: each }));
  return (built) =>
    built === compiledText
      ? { layers: layers([compiler, ...libraryPackage], [program]), config: settings, stdout: 'fine\n' }
      : { layers: layers([program, ...files(built)]), config: { ...settings, ...config }, stdout };
}

/** The rewrite is as good as the original. */
export const compiledWhole = compiledPair({ files: () => libraryPackage });

// A built image as evidence: what its layers and its database show takes the place of predictions, and the plan says where.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import type { ElfFile } from '../../server/src/elf/read-elf.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { rewriteAsked, rewriteSnapshot, type Rewrite } from '../../server/src/features/rewrite.ts';
import type { FlatFile } from '../../server/src/file-tree/flat-tree.ts';
import type { Evidence } from '../../server/src/planner/evidence.ts';

interface Seen {
  readonly path: string;
  /** Libraries that it loads. */
  readonly needed?: readonly string[];
  /** Where a link leads. */
  readonly target?: string;
  readonly owner?: string;
}

function elf(needed: readonly string[]): ElfFile {
  return {
    bits: 64,
    endian: 'little',
    machine: 62,
    interpreter: null,
    needed,
    soname: null,
    rpath: [],
    runpath: [],
    versionsNeeded: new Map(),
    versionsGiven: new Set(),
  };
}

function fileOf({ needed, target }: Seen): FlatFile {
  return {
    kind: target === undefined ? 'file' : 'link',
    fileBytes: 1,
    executable: true,
    target: target ?? null,
    elf: needed === undefined ? null : elf(needed),
    interpreter: null,
  };
}

/** An image whose lines (by index) wrote these files and made these folders. */
function imageOf(seen: readonly Seen[], wrote: Readonly<Record<number, readonly [string[], string[]]>>): Evidence {
  const files = new Map(seen.map((each) => [each.path, fileOf(each)]));
  for (const path of [...files.keys()])
    for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1))
      files.set(path.slice(0, end), { ...fileOf({ path }), kind: 'folder' });
  const owners = new Map(seen.flatMap(({ path, owner }) => (owner === undefined ? [] : [[path, owner] as const])));
  const writes = Object.entries(wrote).map(
    ([index, [own, folders]]) => [Number(index), { files: own, newFolders: new Set(folders) }] as const,
  );
  return { image: 'app:1', wrote: new Map(writes), tree: { files, libraryCache: null, owners }, libraryPath: [] };
}

const lib = '/usr/lib/x86_64-linux-gnu';

function plan(lines: readonly string[], evidence: Evidence | null): Rewrite {
  const snapshot = buildSnapshot(parseDockerfile(`${lines.join('\n')}\n`));
  return evidence === null ? rewriteSnapshot(snapshot) : rewriteAsked(snapshot, { tier: null, evidence });
}

const textOf = (rewrite: Rewrite): string => ('plan' in rewrite ? rewrite.text : JSON.stringify(rewrite.refusals));

describe('run-time halves', () => {
  const lines = [
    'FROM debian:bookworm',
    'RUN apt-get update && apt-get install -y build-essential libodd-dev',
    'COPY . /src',
    'RUN make -C /src && make -C /src install',
    'CMD ["/usr/local/bin/server"]',
  ];
  const files: readonly Seen[] = [
    { path: '/usr/local/bin/server', needed: ['libodd.so.3', 'libz.so.1', 'libextra.so.2'] },
    { path: `${lib}/libodd.so`, target: 'libodd.so.3', owner: 'libodd-dev' },
    { path: `${lib}/libodd.so.3`, needed: [], owner: 'libodd3t64' },
    { path: `${lib}/libz.so.1`, needed: [], owner: 'zlib1g' },
    { path: `${lib}/libextra.so.2`, needed: [], owner: 'libextra2' },
  ];
  const own = files.map(({ path }) => path);

  test('a name that no table has comes from the image, and so does a library that came along', () => {
    expect(textOf(plan(lines, null))).toContain('install -y libodd-dev');
    const rewrite = plan(lines, imageOf(files, { 1: [own.slice(1), []], 3: [own.slice(0, 1), []] }));
    expect(textOf(rewrite)).toMatch(/install -y libodd3t64 (?:\S+ )*libextra2/);
    expect(textOf(rewrite).slice(textOf(rewrite).lastIndexOf('FROM'))).not.toContain('libodd-dev');
    expect('plan' in rewrite && rewrite.plan.evidence).toBe('app:1');
  });

  test('what the base that ships has of itself is not installed', () => {
    const same = ['FROM debian:bookworm-slim', ...lines.slice(1)];
    const rewrite = plan(same, imageOf(files, { 1: [own.slice(1, 3), []], 3: [own.slice(0, 1), []] }));
    expect(textOf(rewrite)).toContain('libodd3t64');
    expect(textOf(rewrite)).not.toContain('libextra2');
  });
});

describe('scripts that were not read', () => {
  const lines = [
    'FROM debian:bookworm',
    'RUN apt-get update && apt-get install -y build-essential wget',
    'RUN wget -q https://get.example.org/tool.sh && sh tool.sh',
    'CMD ["/opt/tool/bin/tool"]',
  ];
  const files: readonly Seen[] = [
    { path: '/opt/tool/bin/tool' },
    { path: '/opt/tool/share/data' },
    { path: '/etc/tool.conf' },
    { path: '/var/cache/tool/x' },
    { path: '/tmp/y' },
    { path: '/usr/bin/wget', owner: 'wget' },
  ];
  const own = files.map(({ path }) => path);

  test('their layer says what they left: whole folders of their own, and single files', () => {
    expect(textOf(plan(lines, null))).toContain('unreadable-script');
    const rewrite = plan(lines, imageOf(files, { 2: [own, ['/opt/tool', '/opt/tool/bin', '/var/cache/tool']] }));
    const shipped = textOf(rewrite).slice(textOf(rewrite).lastIndexOf('FROM'));
    expect(shipped).toContain('COPY --from=build /opt/tool /opt/tool');
    expect(shipped).toContain('COPY --from=build /etc/tool.conf /etc/tool.conf');
    expect(shipped).not.toMatch(/cache|\/tmp|wget/);
    const copies = 'plan' in rewrite ? (rewrite.plan.stages.at(-1)?.instructions ?? []) : [];
    expect(copies.filter(({ observed }) => observed === true).map(({ text }) => text)).toEqual([
      'COPY --from=build /opt/tool /opt/tool',
      'COPY --from=build /etc/tool.conf /etc/tool.conf',
    ]);
  });

  test('packages that they install stop the rewrite', () => {
    const more = [...files, { path: '/var/lib/dpkg/status' }];
    const rewrite = plan(lines, imageOf(more, { 2: [more.map(({ path }) => path), ['/opt/tool']] }));
    expect(textOf(rewrite)).toContain('it installs packages of the distribution, as its layer shows');
  });

  test('what is scattered over the system is not copied path by path', () => {
    const many = Array.from({ length: 100 }, (_, at): Seen => ({ path: `/usr/bin/tool-${String(at)}` }));
    const rewrite = plan(lines, imageOf(many, { 2: [many.map(({ path }) => path), []] }));
    expect('refusals' in rewrite).toBe(true);
  });
});

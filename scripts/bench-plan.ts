// `npm run bench:plan`: milliseconds that a plan takes, by the number of instructions, with and without a built image as
// evidence. Exits 1 where a file of 60 instructions takes longer than its limit. It judges no plan.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDockerfile } from '../server/src/dockerfile/parse-dockerfile.ts';
import type { ElfFile } from '../server/src/elf/read-elf.ts';
import { buildSnapshot } from '../server/src/facts/build-snapshot.ts';
import { rewriteAsked } from '../server/src/features/rewrite.ts';
import type { FlatFile } from '../server/src/file-tree/flat-tree.ts';
import { provideCatalogues } from '../server/src/knowledge/catalogues.ts';
import type { Evidence } from '../server/src/planner/evidence.ts';

provideCatalogues((name): unknown => JSON.parse(readFileSync(path.join('server', 'data', `${name}.json`), 'utf8')));

/** Milliseconds for 60 instructions: without evidence, with it. */
const limits = { plain: 50, evidence: 500 } as const;
const rounds = 7;

/** A long file of the kind people write: sources, builds, packages, downloads, settings, in turn. */
function longFile(instructions: number, round: number): string {
  const lines = ['FROM python:3.11', 'RUN apt-get update && apt-get install -y build-essential libpq-dev curl git'];
  const kinds: readonly ((at: number) => string)[] = [
    (at) => `COPY src${at} ./src${at}`,
    (at) => `RUN cd src${at - 1} && make && make install PREFIX=/opt/p${at}`,
    (at) => `RUN pip install pkg${at}`,
    (at) => `RUN curl -fsSL https://example.org/${at}.tgz -o /tmp/${at}.tgz && tar xzf /tmp/${at}.tgz -C /opt`,
    (at) => `ENV A${at}=b`,
    (at) => `RUN mkdir -p /data/${at} && chmod 755 /data/${at}`,
  ];
  for (let at = 0; at < instructions - 4; at++) lines.push(kinds[at % kinds.length]?.(at) ?? '');
  // Why the round: nothing that an earlier round left behind may be found again.
  return [...lines, `WORKDIR /app${round}`, 'CMD ["python", "app.py"]', ''].join('\n');
}

const elf = (needed: readonly string[]): ElfFile => ({
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
});

/** An image of 40,000 files, every tenth of them a library. */
function bigImage(instructions: number): Evidence {
  const files = new Map<string, FlatFile>();
  const owners = new Map<string, string>();
  const shared = { kind: 'file', fileBytes: 1, executable: false, target: null, interpreter: null } as const;
  for (let at = 0; at < 40_000; at++) {
    const owned = at % 2 === 0;
    const name = owned ? `/usr/lib/x86_64-linux-gnu/lib${at}.so` : `/opt/p${at % 50}/lib/lib${at}.so`;
    files.set(name, { ...shared, elf: at % 10 < 2 ? elf([`lib${(at * 7) % 40_000}.so`, 'libc.so.6']) : null });
    if (owned) owners.set(name, `package-${at % 900}`);
  }
  const all = [...files.keys()];
  const wrote = new Map(
    Array.from({ length: instructions }, (_, index) => [
      index,
      { files: all.filter((_name, at) => at % instructions === index), newFolders: new Set([`/opt/p${index % 50}`]) },
    ]),
  );
  return { image: 'bench', wrote, tree: { files, libraryCache: null, owners }, libraryPath: [] };
}

/** CPU milliseconds of the fastest round. */
function fastest(instructions: number, evidence: Evidence | null): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const snapshot = buildSnapshot(parseDockerfile(longFile(instructions, round)));
    const began = process.cpuUsage();
    const rewrite = rewriteAsked(snapshot, { tier: null, evidence });
    const { user, system } = process.cpuUsage(began);
    if ('refusals' in rewrite) throw new Error(`the bench's file is refused: ${rewrite.refusals[0]?.message ?? ''}`);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

console.log('instructions   without evidence   with an image of 40,000 files');
let slow = false;
for (const instructions of [60, 200, 400, 800]) {
  const plain = fastest(instructions, null);
  const evidence = fastest(instructions, bigImage(instructions));
  if (instructions === 60) slow = plain > limits.plain || evidence > limits.evidence;
  console.log(
    `${String(instructions).padStart(12)} ${plain.toFixed(1).padStart(15)} ms ${evidence.toFixed(1).padStart(26)} ms`,
  );
}
if (slow) console.log(`60 instructions may take ${limits.plain} ms, and ${limits.evidence} ms with an image`);
process.exitCode = slow ? 1 : 0;

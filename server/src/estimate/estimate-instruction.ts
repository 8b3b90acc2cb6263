// Predicted bytes of one instruction from what it installs and copies: Debian closures, a table of wheels, context bytes.
// What the tables do not hold is named as unknown, never counted as nothing. It resolves no versions.
import type { Effect, Install, PackageWord } from '../effects/effect.ts';
import { readSpecifier } from '../effects/python-requirements.ts';
import type { CommandFacts, CopyFacts, InstructionFacts } from '../facts/snapshot.ts';
import { closureBytes, runtimeHalfBytes } from '../knowledge/debian-packages.ts';
import { drawsIn, wheelClosure } from '../knowledge/python-wheels.ts';
import type { Estimate } from './estimate.ts';

/** What the instruction's text alone does not say. */
export interface EstimateSources {
  /** Text of a manifest at an absolute image path; null where it was not read. */
  readonly manifestText: (path: string) => string | null;
  /** File bytes that a COPY or ADD from the context takes; null where unknown. */
  readonly copyBytes: (copy: CopyFacts) => number | null;
}

/** File bytes of the package lists that `apt-get update` leaves: Debian 12 and 13 main with updates and security, November 2026. */
const aptListBytes = 20_000_000;

const debian = 'Debian 12 closure';
const wheels = 'wheel table';

interface Sum {
  readonly parts: { what: string; bytes: number; source: string }[];
  readonly unknown: string[];
  cacheBytes: number;
}

/** Packages whose closure holds another of the list wholly, so that it is not counted twice. */
const holds: Readonly<Record<string, readonly string[]>> = {
  'build-essential': ['gcc', 'g++', 'make', 'libc6-dev', 'dpkg-dev', 'cpp', 'linux-libc-dev', 'patch'],
  'g++': ['gcc', 'cpp', 'libc6-dev', 'linux-libc-dev'],
  gcc: ['cpp', 'libc6-dev', 'linux-libc-dev'],
  'default-jdk': ['default-jre', 'default-jre-headless', 'default-jdk-headless'],
};

function addApt(install: Install, sum: Sum): void {
  const names = new Set(install.packages.map(({ name }) => name));
  for (const name of [...names]) for (const held of holds[name] ?? []) names.delete(held);
  for (const name of names) {
    const bytes = closureBytes(name) ?? runtimeHalfBytes(name);
    if (bytes === null) sum.unknown.push(name);
    else if (bytes > 0) sum.parts.push({ what: name, bytes, source: debian });
  }
  if (install.open) sum.unknown.push('packages named by a variable');
}

/** Names of a requirements file; nested files are followed where their text is had. */
function requirementNames(
  path: string,
  sources: EstimateSources,
  sum: Sum,
  seen = new Set<string>(),
): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = sources.manifestText(path);
  if (text === null) {
    sum.unknown.push(path);
    return [];
  }
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return text.split(/\r?\n/).flatMap((line): readonly string[] => {
    const entry = (line.split(' #')[0] ?? '').trim();
    const nested = /^(?:-r|--requirement)[ =]\s*(\S+)/.exec(entry)?.[1];
    if (nested !== undefined)
      return requirementNames(nested.startsWith('/') ? nested : folder + nested, sources, sum, seen);
    if (entry === '' || entry.startsWith('#') || entry.startsWith('-')) return [];
    const specifier = readSpecifier(entry);
    return specifier === null ? [] : [specifier.name];
  });
}

/** True for installs that ask for PyTorch without CUDA. */
function asksForCpu(install: Install): boolean {
  const local = ({ version }: PackageWord): boolean => version?.endsWith('+cpu') === true;
  return install.sources.some((source) => /\/whl\/(?:nightly\/)?cpu\b/.test(source)) || install.packages.some(local);
}

function addPython(install: Install, effect: Effect, sources: EstimateSources, sum: Sum, keepsCache: boolean): void {
  const names = new Set(install.packages.map(({ name }) => name));
  for (const { path, role } of install.manifests) {
    if (role === 'requirements') for (const name of requirementNames(path, sources, sum)) names.add(name);
    else if (role !== 'constraints') sum.unknown.push(path);
  }
  if (install.open) sum.unknown.push('packages named by a variable');
  const closure = wheelClosure(names, { cpu: asksForCpu(install) });
  // Why: before 2.0 PyTorch brought neither Triton nor CUDA as wheels of their own, as the table's version does.
  const isOld = install.packages.some(
    ({ name, version }) => name === 'torch' && /^={2,3}\s*[01]\./.test(version ?? ''),
  );
  const parts = closure.parts.filter(
    ({ name }) => !isOld || !drawsIn('torch', name) || (names.has(name) && name !== 'torch'),
  );
  for (const { name, fileBytes } of parts) sum.parts.push({ what: name, bytes: fileBytes, source: wheels });
  sum.unknown.push(...closure.unknown, ...(isOld ? ['torch'] : []));
  if (keepsCache && effect.caches.some(({ id }) => id === 'pip'))
    sum.cacheBytes += parts.reduce((total, { downloadBytes }) => total + downloadBytes, 0);
}

function addCommand(
  { effect }: CommandFacts,
  keepsCache: (id: string) => boolean,
  sources: EstimateSources,
  sum: Sum,
): void {
  for (const install of effect.installs) {
    if (install.manager === 'apt') addApt(install, sum);
    else if (install.manager === 'pip' || install.manager === 'uv')
      addPython(install, effect, sources, sum, keepsCache('pip'));
    else sum.unknown.push(`${install.manager} packages`);
  }
  if (effect.caches.some(({ id }) => id === 'apt-lists') && keepsCache('apt-lists')) sum.cacheBytes += aptListBytes;
  if (!effect.known) sum.unknown.push(`what ${effect.tool === '' ? 'a command' : effect.tool} writes`);
}

/**
 * The estimate of one instruction. `keepsCache` says of a cache id whether its bytes stay in the layer (no clean-up, no
 * mount); the caches are counted in `fileBytes` too.
 */
export function estimateInstruction(
  facts: InstructionFacts,
  sources: EstimateSources,
  keepsCache: (id: string) => boolean,
): Estimate {
  const sum: Sum = { parts: [], unknown: [], cacheBytes: 0 };
  const { keyword } = facts.syntax;
  if (keyword === 'RUN') for (const command of facts.commands) addCommand(command, keepsCache, sources, sum);
  else if (facts.copy !== null) {
    const bytes = sources.copyBytes(facts.copy);
    if (bytes === null)
      sum.unknown.push(facts.copy.kind === 'context' ? 'files of the context' : 'files of another image');
    else sum.parts.push({ what: facts.copy.sources.map(({ text }) => text).join(' '), bytes, source: 'files on disk' });
  } else return { fileBytes: 0, cacheBytes: 0, parts: [], unknown: [] };
  const parts = sum.parts.sort((a, b) => b.bytes - a.bytes);
  const total = parts.reduce((all, { bytes }) => all + bytes, 0) + sum.cacheBytes;
  const nothingKnown = parts.length === 0 && sum.cacheBytes === 0;
  return {
    fileBytes: nothingKnown && sum.unknown.length > 0 ? null : total,
    cacheBytes: sum.cacheBytes,
    parts,
    unknown: [...new Set(sum.unknown)],
  };
}

// What a stand-in base needs from this machine so that builds reach the package registries: extra certificate authorities, and
// the settings of apt, pip and npm, as files. They go into images on this machine only: never into a recipe, a cache key or a log.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.ts';

const bundles = [
  process.env['SSL_CERT_FILE'] ?? '',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];
const certificate = /-----BEGIN CERTIFICATE-----[\w\s+/=]+-----END CERTIFICATE-----/g;

function certificatesIn(file: string): string[] {
  return existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(certificate)].map(([text]) => text.trim()) : [];
}

/** Every authority that this machine trusts, each as PEM text. */
function trustedHere(): string[] {
  const bundle = bundles.find((file) => file !== '' && existsSync(file));
  return bundle === undefined ? [] : certificatesIn(bundle);
}

/** Authorities that this machine trusts and a fresh Debian does not, each as PEM text. */
function extraCertificates(): string[] {
  const known = new Set<string>();
  const folder = '/usr/share/ca-certificates/mozilla';
  if (existsSync(folder)) {
    for (const name of readdirSync(folder)) for (const text of certificatesIn(path.join(folder, name))) known.add(text);
  }
  return [...new Set(trustedHere())].filter((text) => !known.has(text));
}

const aptKeys =
  /^Acquire::(?:(?:http|https)::(?:Proxy|Timeout|Pipeline-Depth|No-Cache)|Proxy|Retries|Check-Valid-Until|Check-Date|ForceIPv[46])\b/i;

/** The settings that decide how this machine's apt reaches its mirror, as an apt.conf; empty where there is no apt. */
export async function aptSettings(): Promise<string> {
  const dump = await runChild('apt-config', ['dump'], { deadlineMs: 30_000 });
  const lines = dump.code === 0 ? dump.stdout.split('\n') : [];
  return lines
    .filter((line) => aptKeys.test(line) && !line.includes(' "";'))
    .map((line) => `${line}\n`)
    .join('');
}

const pipKeys = new Set([
  'index-url',
  'extra-index-url',
  'trusted-host',
  'proxy',
  'default-timeout',
  'timeout',
  'retries',
]);

/** pip's index settings on this machine, as a pip.conf; empty when pip is not here or all is as shipped. */
async function pipSettings(): Promise<string> {
  const list = await runChild('python3', ['-m', 'pip', 'config', 'list'], { deadlineMs: 60_000 });
  const values = new Map<string, string>();
  for (const line of list.code === 0 ? list.stdout.split('\n') : []) {
    const match = /^(?:global|install|:env:)\.([\w-]+)='([^']*)'$/.exec(line.trim());
    const [, key = '', value = ''] = match ?? [];
    if (pipKeys.has(key)) values.set(key, value.replaceAll('\\n', '\n    '));
  }
  if (values.size === 0) return '';
  return `[global]\n${[...values].map(([key, value]) => `${key} = ${value}\n`).join('')}`;
}

const npmKeys = ['registry', 'proxy', 'https-proxy', 'noproxy', 'fetch-retries', 'fetch-timeout'];

/** npm's network settings on this machine, as an npmrc; empty when npm is not here. Yarn and pnpm read it too. */
async function npmSettings(): Promise<string> {
  const result = await runChild('npm', ['config', 'list', '--json'], { deadlineMs: 60_000 });
  if (result.code !== 0) return '';
  const all = JSON.parse(result.stdout) as Record<string, unknown>;
  return npmKeys
    .flatMap((key) => {
      const value = all[key];
      return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [`${key}=${value}\n`] : [];
    })
    .join('');
}

/** Proxy variables as the Docker client's own settings: it hands them to builds without a trace in history or cache keys. */
export function clientProxies(): Record<string, unknown> {
  const read = (name: string): string | undefined => process.env[name.toLowerCase()] ?? process.env[name];
  const entries = Object.entries({
    httpProxy: read('HTTP_PROXY'),
    httpsProxy: read('HTTPS_PROXY'),
    noProxy: read('NO_PROXY'),
  }).filter(([, value]) => value !== undefined && value !== '');
  return entries.length === 0 ? {} : { proxies: { default: Object.fromEntries(entries) } };
}

/** What `writeHostFiles` wrote: how many files, and a fingerprint that tells whether an image still fits this machine. */
export interface HostFiles {
  readonly count: number;
  readonly fingerprint: string;
}

/** Writes the files below `folder` as they shall lie in an image's root. Their times are fixed, so equal files make equal layers. */
export async function writeHostFiles(folder: string): Promise<HostFiles> {
  const files = new Map<string, string>();
  for (const text of extraCertificates()) {
    const name = createHash('sha256').update(text).digest('hex').slice(0, 8);
    files.set(`usr/local/share/ca-certificates/machine-${name}.crt`, `${text}\n`);
  }
  const [apt, pip, npm] = await Promise.all([aptSettings(), pipSettings(), npmSettings()]);
  if (apt !== '') files.set('etc/apt/apt.conf.d/99machine', apt);
  if (pip !== '') files.set('etc/pip.conf', pip);
  // Why: add-ons are compiled against the headers beside the interpreter, which a build without a network can read.
  if (npm !== '') files.set('usr/local/etc/npmrc', `${npm}nodedir=/usr/local\n`);
  // Why: pip brings its own list of authorities and would not look at the image's.
  if ([...files.keys()].some((name) => name.endsWith('.crt'))) {
    files.set(
      'etc/pip.conf',
      `${files.get('etc/pip.conf') ?? '[global]\n'}cert = /etc/ssl/certs/ca-certificates.crt\n`,
    );
  }
  // Why: npm looks at no list of the image's, and slim images have none.
  if ([...files.keys()].some((name) => name.endsWith('.crt')) && npm !== '') {
    files.set('usr/local/etc/authorities.pem', `${[...new Set(trustedHere())].join('\n')}\n`);
    files.set(
      'usr/local/etc/npmrc',
      `${files.get('usr/local/etc/npmrc') ?? ''}cafile=/usr/local/etc/authorities.pem\n`,
    );
  }
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o644 });
    utimesSync(file, 0, 0);
    hash.update(`${name}\0${text}\0`);
  }
  return { count: files.size, fingerprint: hash.digest('hex') };
}

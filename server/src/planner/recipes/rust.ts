// Rust: the programs that cargo makes, out of a target folder of gigabytes. Libraries that crates link to are named after the
// crates; certificate authorities come along where a crate talks TLS.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import type { BaseView } from '../base-view.ts';
import { contextTexts } from '../context-view.ts';
import {
  alwaysRuns,
  archivedFiles,
  calledPrograms,
  isArchived,
  isReadLater,
  namedBelow,
  projectText,
} from '../project-files.ts';
import type { Roots } from '../roots.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe } from './recipe.ts';

/** Rust's own images, the nightly ones included. */
const images = new Set(['docker.io/library/rust', 'docker.io/rustlang/rust']);

function isRustBase(base: BaseView | null): boolean {
  return base !== null && images.has(base.image);
}

function isCargo(step: Step): boolean {
  return step.facts.effect.tool === 'cargo' || step.facts.effect.tool.endsWith('/cargo');
}

/** Crates that link to a system library when they are built, and the -dev package of it. */
const libraries: Readonly<Record<string, string>> = {
  'openssl-sys': 'libssl-dev',
  'pq-sys': 'libpq-dev',
  'mysqlclient-sys': 'default-libmysqlclient-dev',
  'libsqlite3-sys': 'libsqlite3-dev',
  'curl-sys': 'libcurl4-openssl-dev',
  libxml: 'libxml2-dev',
  magick_rust: 'libmagickwand-dev',
  'cairo-sys-rs': 'libcairo2-dev',
  'glib-sys': 'libglib2.0-dev',
  'yaml-sys': 'libyaml-dev',
};
const bundled: Readonly<Record<string, RegExp>> = {
  'openssl-sys': /^name = "openssl-src"/m,
  'pq-sys': /^name = "pq-src"/m,
  'mysqlclient-sys': /^name = "mysqlclient-src"/m,
};
const talksTls =
  /^name = "(?:openssl-sys|native-tls|rustls-native-certs|rustls-platform-verifier|openssl-probe|curl-sys)"/m;

function libraryNeeds(view: StageView): readonly PackageNeed[] {
  const locks = contextTexts(view.snapshot, ['Cargo.lock']);
  const manifests = contextTexts(view.snapshot, ['Cargo.toml']);
  if (locks.length === 0) {
    const features = manifests.some(({ text }) => /bundled|vendored/.test(text));
    const simple = manifests.length > 0 && !manifests.some(({ text }) => section(text).includes('='));
    return simple || features
      ? []
      : [{ name: 'libssl-dev', reason: 'Cargo.lock was not read; crates may load OpenSSL' }];
  }
  return Object.entries(libraries).flatMap(([crate, name]) => {
    const used = locks.some(({ text }) => text.includes(`name = "${crate}"\n`) && bundled[crate]?.test(text) !== true);
    const feature = crate === 'libsqlite3-sys' && manifests.some(({ text }) => /bundled/.test(text));
    return used && !feature ? [{ name, reason: `the crate ${crate} links to it` }] : [];
  });
}

/** Programs for musl bring all libraries along. */
function linksStatically(view: StageView): boolean {
  return view.units.some(({ steps }) =>
    steps.some((step) => isCargo(step) && wordsOf(step).some((word) => word.endsWith('-linux-musl'))),
  );
}

/** The `[dependencies]` part of a manifest. */
function section(text: string): string {
  return /^\[dependencies\]\n([^[]*)/m.exec(text)?.[1] ?? '';
}

function lackingPackages(view: StageView): readonly PackageNeed[] {
  const locks = contextTexts(view.snapshot, ['Cargo.lock']);
  const talks = locks.length === 0 || locks.some(({ text }) => talksTls.test(text));
  const zone = view.snapshot.config.environment.has('TZ');
  return [
    ...(talks ? [{ name: 'ca-certificates', reason: 'the Rust image has certificate authorities' }] : []),
    ...(zone ? [{ name: 'tzdata', reason: 'ENV TZ names a time zone' }] : []),
  ];
}

/** Names of the programs that the manifest at the folder makes, members of a workspace left out; null where it was not read. */
function binariesOf(view: StageView, unit: Unit, folder: string): readonly string[] | null {
  const text = projectText(view, unit, `${folder}/Cargo.toml`);
  if (text === null) return null;
  const named = [...text.matchAll(/^\[\[bin\]\]\n(?:(?!\[)[^\n]*\n){0,6}?\s*name\s*=\s*"([^"]+)"/gm)].map(
    ([, name = '']) => name,
  );
  const own = /^\[package\]\n(?:(?!\[)[^\n]*\n){0,20}?\s*name\s*=\s*"([^"]+)"/m.exec(text)?.[1];
  return named.length > 0 ? named : own === undefined ? null : [own];
}

/** `target/release`, `target/x86_64-unknown-linux-musl/debug` … of one build command. */
function profileFolder(step: Step, target: string): string {
  const words = wordsOf(step);
  const valueOf = (option: string): string | undefined => {
    const at = words.indexOf(option);
    return at < 0 ? words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1) : words[at + 1];
  };
  const profile = words.includes('--release') || words.includes('-r') ? 'release' : (valueOf('--profile') ?? 'debug');
  const triple = valueOf('--target');
  return [target, ...(triple === undefined ? [] : [triple]), profile === 'dev' ? 'debug' : profile].join('/');
}

function buildOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  const target = step.facts.effect.writes[0]?.path.path;
  if (target === undefined) return null;
  const cached = unit.facts.mounts.some(({ type, target: at }) => type === 'cache' && isWithin(at, target));
  if (cached) return [];
  const named = namedBelow(view, roots, target);
  if (named.size > 0)
    return [...named].map(([path, why]) => ({ path, kind: 'file', certain: alwaysRuns(step), reason: why }));
  if (isReadLater(view, unit, step, target)) return [];
  const binaries = binariesOf(view, unit, step.facts.context.workingFolder);
  if (binaries === null) return null;
  const folder = profileFolder(step, target);
  return binaries.map((name) => ({
    path: joinPath(folder, name),
    kind: 'file',
    certain: alwaysRuns(step),
    reason: 'the program',
  }));
}

/** Crates whose programs have other names. */
const renamed: Readonly<Record<string, readonly string[]>> = {
  diesel_cli: ['diesel'],
  'sqlx-cli': ['sqlx', 'cargo-sqlx'],
  ripgrep: ['rg'],
  'fd-find': ['fd'],
  refinery_cli: ['refinery'],
};

function programsOfCrate(crate: string): readonly string[] {
  return (Object.hasOwn(renamed, crate) ? renamed[crate] : undefined) ?? [crate];
}

/** `cargo install`: of the programs that it puts among cargo's, those that something at run time calls. */
function installOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] {
  const into = step.facts.effect.writes[0]?.path.path ?? '/usr/local/cargo/bin';
  const words = wordsOf(step);
  const at = words.indexOf('--path');
  const project = joinPath(step.facts.context.workingFolder, at < 0 ? '.' : (words[at + 1] ?? '.'));
  const named = at < 0 ? words.slice(words.indexOf('install') + 1) : binariesOf(view, unit, project);
  const [argv0 = ''] = roots.argv;
  const programs = new Set(named?.flatMap((crate) => programsOfCrate(crate.replace(/@.*/, ''))));
  const wanted = [...roots.commands.keys()].filter((name) =>
    named === null ? argv0 === name || argv0.endsWith(`/${name}`) : programs.has(name),
  );
  return wanted.map((name) => {
    const path = `${into}/${name}`;
    const inPath = into === '/usr/local/cargo/bin' && !roots.paths.has(path);
    return {
      path,
      kind: 'file',
      certain: true,
      reason: roots.commands.get(name) ?? 'the program',
      ...(inPath ? { to: `/usr/local/bin/${name}` } : {}),
    };
  });
}

export const rust: Recipe = {
  id: 'rust',
  recognises: (view) => isRustBase(view.base) || view.units.some(({ steps }) => steps.some(isCargo)),
  outputs(view, unit, step, roots) {
    if (!isCargo(step)) return null;
    const { verb, role } = step.facts.effect;
    if (verb === 'install' || verb === 'binstall') return installOutputs(view, unit, step, roots);
    if (verb === 'build' || verb === 'b' || verb === 'rustc') return buildOutputs(view, unit, step, roots);
    return verb === null || role === 'configure' ? null : [];
  },
  toolchain: (base) => (!isRustBase(base) ? null : isArchived(base) ? archivedFiles : []),
  advise(view) {
    return {
      ...noAdvice,
      commands: calledPrograms(view, ['.rs'], /\bCommand::new\(\s*"([\w./+-]+)"/g),
      packages: isRustBase(view.base) && !linksStatically(view) ? libraryNeeds(view) : [],
      withoutHalf: new Map([['musl-tools', 'only building for musl needs it']]),
      lacking: isRustBase(view.base) && !isArchived(view.base) ? lackingPackages(view) : [],
      isSource: (path) =>
        /\.rs$|(?:^|\/)(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|rustfmt\.toml|clippy\.toml|\.cargo\/config(?:\.toml)?)$/.test(
          path,
        ),
    };
  },
};

// The options of `plimsoll measure` as a request and budgets, or what is wrong with them. It reads the Dockerfile and the
// `.dive-ci` that are named, and no image.
import path from 'node:path';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { isUnavailable } from '../host/host.ts';
import type { BuiltText } from '../operations/attribute-layers.ts';
import type { Budgets } from '../operations/judge-budgets.ts';
import { readDiveCi, type DiveThresholds } from '../operations/read-dive-ci.ts';
import type { KeepRequest } from '../operations/keep-measured.ts';
import { findTarget } from '../operations/stage-chain.ts';
import { parseBytes } from '../text/parse-bytes.ts';
import type { CommandIo } from './command.ts';
import { textOption, type ParsedOptions } from './parse-options.ts';

/** Bytes of a file above which it is neither a Dockerfile nor a `.dive-ci`. */
const byteLimit = 5_000_000;

interface Wrong {
  readonly error: string;
}

/** The image's place as the core wants it: archives and folders by their whole path. */
export function absolute(io: CommandIo, image: string): string {
  const medium = /^(archive|oci):(.+)$/s.exec(image);
  return medium ? `${medium[1] ?? ''}:${path.resolve(io.folder, medium[2] ?? '')}` : image;
}

/** The text that `--dockerfile` and `--target` name; null where they do not. */
export async function readBuilt(io: CommandIo, options: ParsedOptions): Promise<BuiltText | Wrong | null> {
  const [file, target] = [textOption(options, 'dockerfile'), textOption(options, 'target')];
  if (file === null) return null;
  const text = await readText(io, file);
  if (typeof text !== 'string') return text;
  const dockerfile = parseDockerfile(text);
  const stage = findTarget(dockerfile, target);
  return stage ? { dockerfile, target: stage } : { error: `${file} has no stage named ${target ?? ''}` };
}

/** As whose measurement `--keep` keeps an image; null without a text. */
export function keepRequest(io: CommandIo, options: ParsedOptions, built: BuiltText | null): KeepRequest | null {
  const file = textOption(options, 'dockerfile');
  if (file === null || built === null) return null;
  const [target, platform] = [textOption(options, 'target'), textOption(options, 'platform')];
  return { dockerfile: path.resolve(io.folder, file), text: built.dockerfile.text, target, platform };
}

/** `--max-size`, `--max-dead`, `--max-growth`, `--dive-ci`; growth is against something that `compares` says is there. */
export async function readBudgets(io: CommandIo, options: ParsedOptions, compares: boolean): Promise<Budgets | Wrong> {
  const [size, dead] = [bytesOption(options, 'max-size'), bytesOption(options, 'max-dead')];
  if (typeof size === 'object' && size !== null) return size;
  if (typeof dead === 'object' && dead !== null) return dead;
  const growth = textOption(options, 'max-growth');
  const maxGrowth = growth === null ? null : growthOf(growth);
  if (growth !== null && maxGrowth === null) return { error: '--max-growth is a share like 5% or bytes like 20MB' };
  if (growth !== null && !compares) return { error: '--max-growth needs --compare' };
  const dive = await readThresholds(io, textOption(options, 'dive-ci'));
  if (dive !== null && 'error' in dive) return dive;
  return { maxBytes: size, maxDeadBytes: dead, maxGrowth, dive };
}

function bytesOption(options: ParsedOptions, name: string): number | Wrong | null {
  const text = textOption(options, name);
  if (text === null) return null;
  return parseBytes(text) ?? { error: `--${name} is bytes like 500MB or 512MiB` };
}

function growthOf(text: string): Budgets['maxGrowth'] {
  const share = /^(\d{1,6}(?:\.\d{1,6})?) ?%$/.exec(text.trim());
  if (share) return { unit: 'share', value: Number(share[1]) / 100 };
  const bytes = parseBytes(text);
  return bytes === null ? null : { unit: 'bytes', value: bytes };
}

async function readThresholds(io: CommandIo, file: string | null): Promise<DiveThresholds | Wrong | null> {
  if (file === null) return null;
  const text = await readText(io, file);
  if (typeof text !== 'string') return text;
  const thresholds = readDiveCi(text);
  return 'error' in thresholds ? { error: `${file}: ${thresholds.error}` } : thresholds;
}

async function readText(io: CommandIo, file: string): Promise<string | Wrong> {
  const bytes = await io.host.readFile(path.resolve(io.folder, file), byteLimit);
  if (isUnavailable(bytes)) return { error: `${file}: ${bytes.why}` };
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

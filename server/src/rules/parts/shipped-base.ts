// The base image that ships: where it is written, what a leaner twin weighs less, and the edit that writes the twin in
// its place. It does not judge whether the twin would do.
import { instructionOf } from './triggers.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { Reference } from '../../image/reference.ts';
import { figureOf, type BaseImageFigure } from '../../knowledge/base-images.ts';
import { buildpackBytes, twinFigure, type Twin } from '../../knowledge/leaner-twins.ts';
import type { Saving } from '../../estimate/saving.ts';
import { formatBytes } from '../../text/format-bytes.ts';
import type { Span } from '../../text/range.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Finding, Fix } from '../rule.ts';
import { editsAt } from './places.ts';
import { stageChain } from './stage-chain.ts';

export interface ShippedBase {
  /** FROM of the lowest stage on the way to the image that ships. */
  readonly facts: InstructionFacts;
  readonly reference: Reference;
  /** The image as FROM writes it. */
  readonly span: Span;
}

/** Null where the base is scratch, unknown, or not written in this file. */
export function shippedBase(snapshot: Snapshot): ShippedBase | null {
  const lowest = stageChain(snapshot, snapshot.target)[0];
  const facts = lowest?.instructions[0];
  const span = facts?.syntax.from?.image?.span;
  if (lowest?.stage.base.kind !== 'image' || facts === undefined || span === undefined) return null;
  const { baseReference } = lowest;
  return baseReference === null ? null : { facts, reference: baseReference, span };
}

export interface BaseSaving {
  readonly saving: Saving;
  /** `335 MB less to download`, `≈ 2.7 GB less` */
  readonly text: string;
}

/** What the twin weighs less, in unpacked bytes where both are known, else in bytes to download; null where unknown or nothing. */
export function savingOf(reference: Reference, twin: Twin): BaseSaving | null {
  const base = figureOf(reference);
  const lean = twinFigure(twin);
  if (base === null || lean === null) {
    const bytes = buildpackBytes(reference, twin);
    return bytes === null
      ? null
      : {
          saving: { bytes, unit: 'download', kind: 'estimated' },
          text: `≈ ${formatBytes(bytes)} less to download`,
        };
  }
  const difference = (key: 'fileBytes' | 'downloadBytes'): number | null =>
    base[key] === null || lean[key] === null ? null : base[key] - lean[key];
  const approximately = isApproximate(base) || isApproximate(lean) ? '≈ ' : '';
  const file = difference('fileBytes');
  if (file !== null && file > 0)
    return {
      saving: { bytes: file, unit: 'file', kind: 'estimated' },
      text: `${approximately}${formatBytes(file)} less`,
    };
  const download = difference('downloadBytes');
  return download === null || download <= 0
    ? null
    : {
        saving: { bytes: download, unit: 'download', kind: 'estimated' },
        text: `${approximately}${formatBytes(download)} less to download`,
      };
}

/** The image as a FROM would write it: Docker Hub and its official images by their short names. */
export function writtenImage({ registry, repository, tag }: Twin): string {
  const host = registry === 'docker.io' ? '' : `${registry}/`;
  return `${host}${host === '' ? repository.replace(/^library\//, '') : repository}:${tag}`;
}

function isApproximate({ approximate }: BaseImageFigure): boolean {
  return approximate;
}

/** Where the tag stands in a written image (`a/b:tag@digest`), variables left as written; null where there is none. */
function tagIn(raw: string): { readonly from: number; readonly to: number } | null {
  const at = raw.indexOf('@');
  const to = at < 0 ? raw.length : at;
  // Why: a colon inside `${NAME:-default}` is no tag's.
  const plain = raw.slice(0, to).replace(/\$\{[^}]*\}/g, (variable) => '_'.repeat(variable.length));
  const colon = plain.lastIndexOf(':');
  return colon > plain.lastIndexOf('/') ? { from: colon + 1, to } : null;
}

/**
 * The text of an image with another tag. `from` is the tag as it is known, all variables expanded. Null where the new
 * one cannot be written without guessing: a digest, or a variable that holds what would have to change.
 */
export function rewriteTag(raw: string, from: string | null, to: string): string | null {
  if (raw.includes('@')) return null;
  const place = tagIn(raw);
  if (place === null) return raw.includes('$') ? null : `${raw}:${to}`;
  const written = raw.slice(place.from, place.to);
  if (!written.includes('$')) return `${raw.slice(0, place.from)}${to}`;
  if (from === null) return null;
  const known = from.split('-');
  const wanted = to.split('-');
  const words = written.replace(/\$\{[^}]*\}/g, (variable) => variable.replaceAll('-', '\u0000')).split('-');
  if (words.length !== known.length) return null;
  const changed = words.map((word, i) => (word.includes('$') ? word : null) ?? { word, i });
  const rebuilt = matchWords(changed, known, wanted);
  return rebuilt === null ? null : `${raw.slice(0, place.from)}${rebuilt.replaceAll('\u0000', '-')}`;
}

/** Keeps the words that hold a variable where their values stay in place; writes the others anew. */
function matchWords(
  written: readonly (string | { readonly word: string; readonly i: number })[],
  known: readonly string[],
  wanted: readonly string[],
): string | null {
  const result: string[] = [];
  let from = 0;
  for (const [i, word] of written.entries()) {
    if (typeof word !== 'string') continue;
    const at = wanted.indexOf(known[i] ?? '', from);
    if (at < 0) return null;
    result.push(...wanted.slice(from, at), word);
    from = at + 1;
  }
  return [...result, ...wanted.slice(from)].join('-');
}

/** The edit that writes the twin's tag, in FROM or in the default of the argument that FROM names alone. */
export function baseTagEdits(
  snapshot: Snapshot,
  { facts, reference, span }: ShippedBase,
  tag: string,
): readonly TextEdit[] | null {
  const raw = facts.syntax.text.slice(span.from, span.to);
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(raw);
  if (name === null) {
    const text = rewriteTag(raw, reference.tag, tag);
    return text === null ? null : editsAt(snapshot, facts, [{ span, newText: text }]);
  }
  for (const each of snapshot.facts) {
    if (instructionOf(snapshot, each)?.stage !== null) break;
    const pair = each.syntax.pairs.find((one) => one.name === (name[1] ?? name[2]));
    if (pair?.value == null || pair.valueSpan === null || /["'$]/.test(pair.value)) continue;
    const text = rewriteTag(pair.value, reference.tag, tag);
    return text === null ? null : editsAt(snapshot, each, [{ span: pair.valueSpan, newText: text }]);
  }
  return null;
}

/**
 * The fix that writes the tag of the proof in the base's place; none where the proof says that more is `needed`, or where
 * the tag cannot be written without guessing.
 */
export function baseTagFix(
  snapshot: Snapshot,
  { proof }: Finding,
  id: string,
  titleOf: (tag: string) => string,
): readonly Fix[] {
  const base = shippedBase(snapshot);
  const { tag, needed } = proof;
  if (base === null || typeof tag !== 'string' || needed === true) return [];
  const edits = baseTagEdits(snapshot, base, tag);
  return edits === null ? [] : [{ id, title: titleOf(tag), applicability: 'unsafe', edits, preferred: true }];
}

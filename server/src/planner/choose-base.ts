// Which image the shipped stage begins from: the leanest twin with the same release, libc and interpreter, written by
// editing the tag so that variables and pins stay. It does not know what the app needs; the caller says what it may use.
import { exactFigure, figureOf } from '../knowledge/base-images.ts';
import { imageKey, parseTag } from '../knowledge/image-tags.ts';
import { leanerTwins, type Twin } from '../knowledge/leaner-twins.ts';
import { formatReference } from '../image/reference.ts';
import { type BaseView, isPublishedPython } from './base-view.ts';
import type { Tier } from './plan.ts';

export interface BaseChoice {
  readonly tier: Tier;
  /** Image text for FROM of the shipped stage, variables kept. */
  readonly shipped: string;
  /** Image text for FROM of the build stage. */
  readonly builder: string;
  /** The shipped base with variables expanded, without digest where it is another image. */
  readonly reference: { readonly registry: string; readonly repository: string; readonly tag: string | null };
  readonly reason: string;
  readonly caveats: readonly string[];
  /** The twin stands in the catalogue itself, or follows from its publisher's naming rules. */
  readonly confirmed: boolean;
}

/** The base itself, for both stages. */
export function sameBase(base: BaseView, written: string): BaseChoice {
  const { registry, repository, tag } = base.reference;
  return {
    tier: 'same',
    shipped: written,
    builder: written,
    reference: { registry, repository, tag },
    reason: 'the same base: no leaner image has the same release and libraries',
    caveats: [],
    confirmed: true,
  };
}

/**
 * Twins of the base that a rewrite may ship, leanest change first. `written` is the image text of FROM, variables
 * included. Bases pinned by digest have none: the twin of a digest is not known.
 */
export function twinChoices(base: BaseView, written: string): readonly BaseChoice[] {
  // Why: a run-time flavour is what a rewrite wants to reach; leaner ones than it lack libraries that may be loaded.
  if (base.reference.digest !== null || base.role === 'runtime') return [];
  return leanerTwins(base.reference).flatMap((twin) => {
    if (twin.kind !== 'slim' && twin.kind !== 'runtime') return [];
    const choice = writeTwin(base, twin, written);
    return choice === null ? [] : [choice];
  });
}

function writeTwin(base: BaseView, twin: Twin, written: string): BaseChoice | null {
  const confirmed = exactFigure(twin, 'linux/amd64') !== null;
  // Why: tags that nobody published are common in the wild; a version far from every known one is not trusted.
  if (!confirmed && ((figureOf(twin) === null && !trustedRule(base)) || isInvented(base))) return null;
  const tag = base.reference.tag;
  const builder =
    twin.pinnedBase === null
      ? written
      : tag === null
        ? formatReference({ ...base.reference, tag: twin.pinnedBase })
        : editTag(written, tag, twin.pinnedBase);
  const sameImage = imageKey(twin) === base.image;
  const shipped =
    sameImage && tag !== null ? editTag(written, tag, twin.tag) : formatReference({ ...twin, digest: null });
  if (builder === null || shipped === null) return null;
  const role = twin.kind === 'slim' ? 'without build packages' : 'without compilers and headers';
  return {
    tier: twin.kind === 'slim' ? 'slim' : 'runtime',
    shipped,
    builder,
    reference: { registry: twin.registry, repository: twin.repository, tag: twin.tag },
    reason: `the same release ${role}`,
    caveats: twin.caveats,
    confirmed,
  };
}

/** A version that was never published. */
function isInvented(base: BaseView): boolean {
  const { version } = parseTag(base.reference.tag ?? '');
  return base.image === 'docker.io/library/python' && version !== '' && !isPublishedPython(version);
}

/** Publishers that give every version the twin. */
function trustedRule(base: BaseView): boolean {
  const { version } = parseTag(base.reference.tag ?? '');
  if (
    /^(?:docker\.io\/(?:nvidia\/cuda|pytorch\/pytorch)|mcr\.microsoft\.com\/dotnet\/(?:core\/)?sdk|ghcr\.io\/astral-sh\/uv)$/.test(
      base.image,
    )
  )
    return true;
  if (/\/continuumio\/(?:mini|ana)conda3$/.test(base.image)) return true;
  if (base.image === 'docker.io/library/elixir') return version !== '';
  // Why: every version of Node has a slim twin, and so have the names for the newest ones.
  if (base.image === 'docker.io/library/node')
    return version !== '' || /^(?:lts|current)(?:-|$)/.test(base.reference.tag ?? '');
  return version !== '' && (base.release !== null || base.image === 'docker.io/library/python');
}

/**
 * The image text with its tag changed from `from` to `to`, keeping the variables it is written with. Null where the
 * change lies inside a variable's value.
 */
export function editTag(written: string, from: string, to: string): string | null {
  if (written.endsWith(`:${from}`)) return `${written.slice(0, -from.length)}${to}`;
  const literal = written.slice(Math.max(written.lastIndexOf('}'), written.lastIndexOf('$')) + 1);
  const braced = written.endsWith(literal) && written.slice(0, -literal.length || undefined).endsWith('}');
  // Why: in `$VERSION-slim` the dash ends the name; anything else after a bare `$NAME` would become part of it.
  const bare = /\$\w+$/.exec(written.slice(0, written.length - tailAfterBareName(written).length));
  const tail = braced ? literal : bare === null ? null : tailAfterBareName(written);
  if (tail === null || !from.endsWith(tail)) return null;
  const head = from.slice(0, from.length - tail.length);
  if (!to.startsWith(head)) return null;
  const changed = to.slice(head.length);
  if (!braced && /^\w/.test(changed)) return null;
  return `${written.slice(0, written.length - tail.length)}${changed}`;
}

function tailAfterBareName(written: string): string {
  const dollar = written.lastIndexOf('$');
  if (dollar < 0 || written[dollar + 1] === '{') return written;
  const name = /^\w*/.exec(written.slice(dollar + 1))?.[0] ?? '';
  return written.slice(dollar + 1 + name.length);
}

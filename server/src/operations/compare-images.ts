// What two measured images have of each other: instructions aligned by their text, packages by name, paths by place. A pure
// function; nothing is read or run.
import { diffTrees, type SeenTree } from '../file-tree/diff-trees.ts';
import type { ImageComparison, InstructionChange, PackageChange } from '../image/comparison.ts';
import type { MeasuredImage, MeasuredLayer } from '../image/measured-image.ts';
import type { PackageKind } from '../image/packages.ts';

const mostRows = 200;
/** Longer layer lists than any engine accepts are not aligned (overlay2 ends at 128). */
const alignLimit = 512;

export interface MeasuredTree {
  readonly image: MeasuredImage;
  readonly tree: SeenTree;
}

export function compareImages(before: MeasuredTree, after: MeasuredTree): ImageComparison {
  return { ...compareFigures(before.image, after.image), paths: diffTrees(before.tree, after.tree, mostRows) };
}

/** All but the paths: what the figures of two images tell without their files. */
export function compareFigures(was: MeasuredImage, is: MeasuredImage): Omit<ImageComparison, 'paths'> {
  const [oldDownload, newDownload] = [was.total.downloadBytes, is.total.downloadBytes];
  return {
    before: was.name,
    after: is.name,
    fileBytes: { before: was.total.fileBytes, after: is.total.fileBytes },
    deadBytes: { before: was.deadBytes, after: is.deadBytes },
    downloadBytes: oldDownload === null || newDownload === null ? null : { before: oldDownload, after: newDownload },
    instructions: alignLayers(was.layers.slice(0, alignLimit), is.layers.slice(0, alignLimit)),
    packages: comparePackages(was, is),
  };
}

/** Longest common subsequence of the commands; what stands alone between two pairs on both sides is one change. */
export function alignLayers(
  before: readonly MeasuredLayer[],
  after: readonly MeasuredLayer[],
): readonly InstructionChange[] {
  const same = (a: number, b: number): boolean => {
    const [one, other] = [before[a], after[b]];
    return one?.command === other?.command && (one?.command !== '' || one.diffId === other?.diffId);
  };
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      common[a * width + b] = same(a, b)
        ? (common[(a + 1) * width + b + 1] ?? 0) + 1
        : Math.max(common[(a + 1) * width + b] ?? 0, common[a * width + b + 1] ?? 0);
    }
  }
  const changes: InstructionChange[] = [];
  const gap = { before: [] as MeasuredLayer[], after: [] as MeasuredLayer[] };
  const change = (one: MeasuredLayer | undefined, other: MeasuredLayer | undefined): InstructionChange => ({
    text: (other ?? one)?.command ?? '',
    before: one?.fileBytes ?? null,
    after: other?.fileBytes ?? null,
  });
  const closeGap = (): void => {
    const { before: gone, after: come } = gap;
    if (gone.length === 1 && come.length === 1) changes.push(change(gone[0], come[0]));
    else changes.push(...gone.map((one) => change(one, undefined)), ...come.map((other) => change(undefined, other)));
    [gap.before, gap.after] = [[], []];
  };
  for (let a = 0, b = 0; a < before.length || b < after.length;) {
    const [one, other] = [before[a], after[b]];
    if (one && other && same(a, b)) {
      closeGap();
      changes.push(change(one, other));
      a++;
      b++;
    } else if (one && (!other || (common[(a + 1) * width + b] ?? 0) >= (common[a * width + b + 1] ?? 0))) {
      gap.before.push(one);
      a++;
    } else if (other) {
      gap.after.push(other);
      b++;
    }
  }
  closeGap();
  return changes;
}

interface PackageSum {
  readonly kind: PackageKind;
  readonly name: string;
  fileBytes: number;
  readonly versions: Set<string>;
}

function sumPackages({ packages }: MeasuredImage): ReadonlyMap<string, PackageSum> {
  const sums = new Map<string, PackageSum>();
  for (const { kind, name, version, fileBytes } of packages?.list ?? []) {
    const key = `${kind} ${name}`;
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { kind, name, fileBytes: 0, versions: new Set() }));
    sum.fileBytes += fileBytes;
    if (version !== null) sum.versions.add(version);
  }
  return sums;
}

/** Packages that differ in bytes or version, greatest change first. */
function comparePackages(was: MeasuredImage, is: MeasuredImage): readonly PackageChange[] {
  const [before, after] = [sumPackages(was), sumPackages(is)];
  const versionsOf = (sum: PackageSum | undefined): readonly string[] => [...(sum?.versions ?? [])].sort();
  const changes: PackageChange[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(key), after.get(key)];
    const about = now ?? old;
    if (!about) continue;
    const [versionsBefore, versionsAfter] = [versionsOf(old), versionsOf(now)];
    if (old?.fileBytes === now?.fileBytes && versionsBefore.join(' ') === versionsAfter.join(' ')) continue;
    const { kind, name } = about;
    const [beforeBytes, afterBytes] = [old?.fileBytes ?? null, now?.fileBytes ?? null];
    changes.push({ kind, name, before: beforeBytes, after: afterBytes, versionsBefore, versionsAfter });
  }
  const delta = ({ before: a, after: b }: PackageChange): number => Math.abs((b ?? 0) - (a ?? 0));
  return changes.sort((a, b) => delta(b) - delta(a) || (a.name < b.name ? -1 : 1)).slice(0, mostRows);
}

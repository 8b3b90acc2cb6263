// The images of PyTorch and TensorFlow hold their framework. A pip that is told another version takes it off and lays the
// new one into a layer above, while the old one stays below: the image holds both. Reported where a pin differs from the
// version that the base's tag names, or where an upgrade is asked for.
import type { Snapshot } from '../facts/snapshot.ts';
import { wheelBytes } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { headSpan } from './parts/places.ts';
import { placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { pythonWants } from './parts/python-wants.ts';
import { shippedBase } from './parts/shipped-base.ts';
import type { FileFinding, Rule } from './rule.ts';

interface FrameworkImage {
  readonly repository: RegExp;
  readonly packages: readonly string[];
  /** Version of the first package by the tag; null where the tag does not tell. */
  readonly version: (tag: string) => string | null;
}

const ownVersion = (tag: string): string | null => /^v?(\d+\.\d+\.\d+)/.exec(tag)?.[1] ?? null;

const images: readonly FrameworkImage[] = [
  { repository: /^pytorch\/pytorch$/, packages: ['torch'], version: ownVersion },
  {
    repository: /^tensorflow\/tensorflow$/,
    packages: ['tensorflow', 'tensorflow-gpu', 'tensorflow-cpu'],
    version: ownVersion,
  },
  {
    repository: /^rocm\/pytorch$/,
    packages: ['torch'],
    version: (tag) => /pytorch_(?:release_)?(\d+\.\d+\.\d+)/.exec(tag)?.[1] ?? null,
  },
];

/** The exact version that is asked for; null for a range or none. */
function pinOf({ version }: ShippedPackage): string | null {
  return /===?\s*v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? null;
}

function upgrades({ site: { command } }: ShippedPackage): boolean {
  return (
    command.effect.tool === 'pip' &&
    command.command.words.some(({ value }) =>
      /^(?:-U|--upgrade|--force-reinstall|-I|--ignore-installed)$/.test(value ?? ''),
    )
  );
}

/** The package goes into an environment of its own, where the base's is not seen. */
function isElsewhere({ site: { command } }: ShippedPackage): boolean {
  return command.effect.installs.some(
    ({ into }) => into.kind !== 'system' && !/^\/opt\/conda\b/.test(into.prefix ?? ''),
  );
}

function* checkFramework(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const image = base === null ? undefined : images.find(({ repository }) => repository.test(base.reference.repository));
  if (base === null || image === undefined) return;
  const { packages } = shippedPython(snapshot);
  const version = image.version(base.reference.tag ?? '');
  for (const name of image.packages) {
    const asked = packages.get(name);
    if (asked === undefined || isElsewhere(asked)) continue;
    const pin = pinOf(asked);
    const differs = pin !== null && version !== null && pin !== version;
    if (!differs && !(pin === null && upgrades(asked))) continue;
    const bytes = wheelBytes([name], /\/whl\/cpu\b/.test(asked.site.install.sources.join(' ')));
    yield {
      facts: asked.site.facts,
      span: asked.word === null ? headSpan(asked.site.command) : placeOf(asked),
      message: `the base holds ${name}${version === null ? '' : ` ${version}`} already; ${differs ? `${pin} comes on top of it` : 'an upgrade comes on top of it'}, about ${formatBytes(bytes)}`,
      saving: { bytes, unit: 'file', kind: 'estimated' },
      proof: { name, pin, version },
    };
    return;
  }
}

export const frameworkInstalledAgainOnItsBase: Rule = {
  meta: {
    id: 'framework-installed-again-on-its-base',
    summary: 'A framework is installed in another version over the one that the base image holds',
    group: 'layer-size',
    severity: 'warning',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hub.docker.com/r/pytorch/pytorch'],
    wants: pythonWants,
  },
  checkFile: checkFramework,
};

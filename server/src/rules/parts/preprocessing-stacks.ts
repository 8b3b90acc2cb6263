// Heavy stacks that prepare data for a model: media, scans, documents, text, maps, clusters, browsers. What an image
// installs of each, with the bytes that the catalogues know. It judges nothing.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { closureBytes } from '../../knowledge/debian-packages.ts';
import { bytesBeyond } from '../../knowledge/python-wheels.ts';
import type { Span } from '../../text/range.ts';
import { headSpan } from './places.ts';
import { shippedPython } from './python-environment.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';

export interface Stack {
  /** A word that can stand in a file's name: `documents`. */
  readonly name: string;
  readonly system: readonly string[];
  readonly python: readonly string[];
  /** Estimated; 0 where no catalogue knows any part. */
  readonly fileBytes: number;
  readonly facts: InstructionFacts;
  readonly span: Span;
}

interface Kind {
  readonly name: string;
  /** Packages of the system; the first command that installs one is where a finding stands. */
  readonly system: RegExp;
  readonly python: RegExp;
}

const kinds: readonly Kind[] = [
  {
    name: 'media',
    system: /^(?:ffmpeg|gstreamer1\.0-.*|libav-tools|sox|vlc|mplayer)$/,
    python: /^(?:moviepy|av|librosa|pydub|decord|imageio-ffmpeg)$/,
  },
  {
    name: 'images',
    system: /^(?:libvips.*|graphicsmagick|imagemagick)$/,
    python: /^(?:opencv-(?:contrib-)?python(?:-headless)?|scikit-image|albumentations|imgaug|pyvips)$/,
  },
  { name: 'scans', system: /^tesseract-ocr(?:-.*)?$/, python: /^(?:pytesseract|ocrmypdf|easyocr|paddleocr)$/ },
  {
    name: 'documents',
    system:
      /^(?:libreoffice(?:-.*)?|unoconv|pandoc|texlive(?:-.*)?|wkhtmltopdf|calibre|ghostscript|poppler-utils|antiword)$/,
    python: /^(?:unstructured|docling|marker-pdf|pymupdf|pdf2image|weasyprint|textract|tika|camelot-py)$/,
  },
  { name: 'text', system: /^(?:mecab.*|hunspell.*)$/, python: /^(?:spacy|nltk|stanza|flair|gensim)$/ },
  {
    name: 'cluster',
    system: /^(?:default-jre(?:-headless)?|openjdk-\d+-j(?:re|dk)(?:-headless)?|default-jdk(?:-headless)?|spark)$/,
    python: /^(?:pyspark|pyflink|h2o|apache-beam)$/,
  },
  {
    name: 'maps',
    system: /^(?:gdal-bin|libgdal-dev|python3-gdal|grass|qgis)$/,
    python: /^(?:rasterio|fiona|geopandas|gdal|cartopy)$/,
  },
  {
    name: 'browser',
    system: /^(?:chromium|chromium-browser|chromium-driver|google-chrome-stable|firefox|firefox-esr)$/,
    python: /^(?:playwright|selenium|pyppeteer)$/,
  },
];

const kindsOfPython = new Map<string, string | null>();

/** The stack that a Python package belongs to; null where it is none of them. */
function kindOfPython(name: string): string | null {
  let kind = kindsOfPython.get(name);
  if (kind === undefined) {
    kind = kinds.find(({ python }) => python.test(name))?.name ?? null;
    if (kindsOfPython.size > 4096) kindsOfPython.clear();
    kindsOfPython.set(name, kind);
  }
  return kind;
}

interface SystemPart {
  readonly kind: string;
  readonly name: string;
  readonly span: Span;
}

/** Packages of the system that belong to a stack. */
const systemParts: (facts: InstructionFacts) => readonly SystemPart[] = remembered(({ commands }) =>
  commands.flatMap((command) =>
    command.effect.installs.flatMap(({ manager, packages }) =>
      /^(?:apt|apk|dnf|yum|microdnf)$/.test(manager)
        ? packages.flatMap(({ name, word }) => {
            const kind = kinds.find(({ system }) => system.test(name));
            const span = command.command.exact ? word.span : headSpan(command);
            return kind === undefined ? [] : [{ kind: kind.name, name, span }];
          })
        : [],
    ),
  ),
);

/** The stacks that the image which ships holds, the heaviest first. */
export function preprocessingStacks(snapshot: Snapshot): readonly Stack[] {
  const { packages } = shippedPython(snapshot);
  const python = [...packages.values()].filter(({ name }) => kindOfPython(name) !== null);
  const system = shippingChain(snapshot).flatMap((facts) => systemParts(facts).map((part) => ({ ...part, facts })));
  if (python.length === 0 && system.length === 0) return [];
  const others = [...packages.keys()].filter((name) => kindOfPython(name) === null);
  const found = kinds.flatMap((kind): Stack[] => {
    const parts = system.filter((part) => part.kind === kind.name);
    const names = python.flatMap(({ name }) => (kindOfPython(name) === kind.name ? [name] : []));
    const site = packages.get(names[0] ?? '')?.site;
    const place = parts[0] ?? (site === undefined ? undefined : { facts: site.facts, span: headSpan(site.command) });
    if (place === undefined) return [];
    const systemBytes = parts.map(({ name }) => closureBytes(name) ?? 0);
    return [
      {
        name: kind.name,
        system: [...new Set(parts.map(({ name }) => name))],
        python: names,
        // Why the largest: closures of packages of one stack hold each other.
        fileBytes: Math.max(0, ...systemBytes) + bytesBeyond(names, others, true),
        facts: place.facts,
        span: place.span,
      },
    ];
  });
  return found.sort((a, b) => b.fileBytes - a.fileBytes);
}

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

const systemPackages: (facts: InstructionFacts) => readonly { readonly name: string; readonly span: Span }[] =
  remembered(({ commands }) =>
    commands.flatMap((command) =>
      command.effect.installs.flatMap(({ manager, packages }) =>
        /^(?:apt|apk|dnf|yum|microdnf)$/.test(manager)
          ? packages.map(({ name, word }) => ({ name, span: command.command.exact ? word.span : headSpan(command) }))
          : [],
      ),
    ),
  );

/** The stacks that the image which ships holds, the heaviest first. */
export function preprocessingStacks(snapshot: Snapshot): readonly Stack[] {
  const { packages } = shippedPython(snapshot);
  const chain = shippingChain(snapshot);
  const others = [...packages.keys()].filter((name) => !kinds.some(({ python }) => python.test(name)));
  const found = kinds.flatMap((kind): Stack[] => {
    const system = chain.flatMap((facts) =>
      systemPackages(facts).flatMap((each) => (kind.system.test(each.name) ? [{ ...each, facts }] : [])),
    );
    const python = [...packages.values()].filter(({ name }) => kind.python.test(name));
    const place =
      system[0] ??
      (python[0] === undefined ? undefined : { facts: python[0].site.facts, span: headSpan(python[0].site.command) });
    if (place === undefined) return [];
    const names = python.map(({ name }) => name);
    const systemBytes = system.map(({ name }) => closureBytes(name) ?? 0);
    const pythonBytes = bytesBeyond(names, others, true);
    return [
      {
        name: kind.name,
        system: [...new Set(system.map(({ name }) => name))],
        python: names,
        // Why the largest: closures of packages of one stack hold each other.
        fileBytes: Math.max(0, ...systemBytes) + pythonBytes,
        facts: place.facts,
        span: place.span,
      },
    ];
  });
  return found.sort((a, b) => b.fileBytes - a.fileBytes);
}

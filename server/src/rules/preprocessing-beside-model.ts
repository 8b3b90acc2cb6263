// A service that runs a model often prepares its data too: decodes media, converts documents, reads scans, parses text. Such
// stacks are heavy, have nothing to do with the model's runtime, and share its image, its machine (often one with a GPU) and
// its releases. Reported as advice, with the bytes of each part, where they weigh; the action drafts a service beside it.
import type { Snapshot } from '../facts/snapshot.ts';
import { wheelBytes } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { preprocessingStacks, type Stack } from './parts/preprocessing-stacks.ts';
import { shippedPython } from './parts/python-environment.ts';
import { programWants } from './parts/python-wants.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { draftCompose, draftDockerfile } from './parts/sidecar-draft.ts';
import { runsService } from './parts/started-program.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const runtimes = [
  ...[
    'torch',
    'tensorflow',
    'tensorflow-cpu',
    'onnxruntime',
    'onnxruntime-gpu',
    'jax',
    'paddlepaddle',
    'vllm',
    'ctranslate2',
  ],
  ...[
    'llama-cpp-python',
    'xgboost',
    'lightgbm',
    'catboost',
    'scikit-learn',
    'transformers',
    'sentence-transformers',
    'openvino',
  ],
];
const servers =
  /tritonserver|tensorflow\/serving|pytorch\/torchserve|vllm\/vllm-openai|text-generation-inference|bentoml|kserve/;

/** Models whose own work a stack is, so that it is no neighbour of theirs. */
const belongs: Readonly<Record<string, RegExp>> = {
  media: /whisper|^tts$|^coqui-tts$|^demucs$|^spleeter$|pyannote|^nemo-toolkit$|^torchaudio$|^speechbrain$|^vosk$/,
  images:
    /^ultralytics$|^torchvision$|^timm$|^easyocr$|^paddleocr$|^mediapipe$|^insightface$|^deepface$|^segment-anything$|^opencv-|^diffusers$/,
  scans: /^easyocr$|^paddleocr$|^docling$|^surya-ocr$/,
  text: /^flair$|^stanza$/,
  documents: /^docling$|^marker-pdf$/,
};

/** One stack of this weight, or several of half of it together, are worth a word. */
const heavyBytes = 300_000_000;

/** Beside others, a stack of less than this is left out. */
const smallBytes = 50_000_000;

interface Neighbours {
  readonly runtime: string;
  readonly runtimeBytes: number;
  readonly stacks: readonly Stack[];
}

function neighboursIn(snapshot: Snapshot): Neighbours | null {
  const { packages } = shippedPython(snapshot);
  const runtime =
    runtimes.find((name) => packages.has(name)) ?? servers.exec(shippedBase(snapshot)?.reference.text ?? '')?.[0];
  if (runtime === undefined) return null;
  const names = [...packages.keys()];
  const stacks = preprocessingStacks(snapshot).filter(({ name, python, system }) => {
    const own = belongs[name];
    const isOwn =
      own !== undefined &&
      (names.some((each) => own.test(each)) || (python.length > 0 && system.length === 0 && name === 'images'));
    return !isOwn && snapshot.context?.files.has(`Dockerfile.${name}`) !== true;
  });
  const weight = stacks.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  const isHeavy = (stacks[0]?.fileBytes ?? 0) >= heavyBytes || (stacks.length > 1 && weight >= heavyBytes / 2);
  return isHeavy ? { runtime, runtimeBytes: wheelBytes([runtime], true), stacks } : null;
}

function describe({ name, system, python, fileBytes }: Stack): string {
  const parts = [...system, ...python].slice(0, 3).join(', ');
  return `${name} (${parts}${fileBytes > 0 ? `, ≈ ${formatBytes(fileBytes)}` : ''})`;
}

function* checkStacks(snapshot: Snapshot): Generator<FileFinding> {
  const found = neighboursIn(snapshot);
  if (found === null || !runsService(snapshot)) return;
  const { runtime, runtimeBytes, stacks } = found;
  const beside = `${runtime}${runtimeBytes > 0 ? ` (≈ ${formatBytes(runtimeBytes)})` : ''}`;
  for (const stack of stacks) {
    if (stack.fileBytes < smallBytes) continue;
    yield {
      facts: stack.facts,
      span: stack.span,
      message: `${describe(stack)} shares the image with ${beside}; as a service of its own it scales and is released by itself`,
      proof: { stack: stack.name },
    };
  }
}

function fixStacks(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  if (snapshot.context === null) return [];
  const stack = neighboursIn(snapshot)?.stacks.find(({ name }) => name === proof['stack']);
  if (stack === undefined) return [];
  const compose = `compose.${stack.name}.yaml`;
  return [
    {
      id: 'draft-service',
      title: `Draft a service of its own for ${stack.name} (Dockerfile.${stack.name}, ${compose})`,
      applicability: 'unsafe',
      edits: [],
      files: [
        { path: `Dockerfile.${stack.name}`, text: draftDockerfile(snapshot, stack) },
        ...(snapshot.context.files.has(compose) ? [] : [{ path: compose, text: draftCompose(stack) }]),
      ],
    },
  ];
}

export const preprocessingBesideModel: Rule = {
  meta: {
    id: 'preprocessing-beside-model',
    summary: 'Heavy preprocessing stacks share an image with the runtime of a model',
    group: 'stages',
    severity: 'hint',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/'],
    wants: [
      ...programWants,
      ...['media', 'images', 'scans', 'documents', 'text', 'cluster', 'maps', 'browser'].flatMap((name) => [
        `Dockerfile.${name}`,
        `compose.${name}.yaml`,
      ]),
    ],
  },
  checkFile: checkStacks,
  fix: fixStacks,
};

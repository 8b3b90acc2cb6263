// Some images hold everything that a data scientist may want: notebooks, several frameworks, compilers, sample data. They
// are made to work in; a service on top of one carries all of it. Reported where such a base ships and what is started is a
// program of its own.
import type { Snapshot } from '../facts/snapshot.ts';
import type { Reference } from '../image/reference.ts';
import { figureOf } from '../knowledge/base-images.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { nameOfProgram, runsService, startedCommands } from './parts/started-program.ts';
import type { FileFinding, Rule } from './rule.ts';

interface WorkBench {
  readonly name: RegExp;
  readonly tag?: RegExp;
  readonly holds: string;
}

const benches: readonly WorkBench[] = [
  {
    name: /^nvcr\.io\/nvidia\/pytorch$/,
    holds: 'PyTorch with its sources, Jupyter, TensorRT, DALI and the CUDA compiler',
  },
  { name: /^nvcr\.io\/nvidia\/tensorflow$/, holds: 'TensorFlow, Jupyter, TensorRT, DALI and the CUDA compiler' },
  {
    name: /^nvcr\.io\/nvidia\/(?:jax|mxnet|paddlepaddle|modulus\/modulus|nemo)$/,
    holds: 'a framework with Jupyter and the CUDA compiler',
  },
  { name: /^nvcr\.io\/nvidia\/tritonserver$/, tag: /-sdk$/, holds: "Triton's clients and analysers" },
  { name: /^docker\.io\/tensorflow\/tensorflow$/, tag: /jupyter/, holds: 'TensorFlow with Jupyter and its tutorials' },
  {
    name: /^docker\.io\/tensorflow\/tensorflow$/,
    tag: /devel|custom-op/,
    holds: 'TensorFlow with the tools to build it',
  },
  { name: /^(?:docker\.io|quay\.io)\/jupyter\//, holds: 'Jupyter and its notebooks' },
  { name: /^docker\.io\/continuumio\/anaconda3?$/, holds: "the whole of Anaconda's distribution" },
  {
    name: /^docker\.io\/kaggle\/python$|^gcr\.io\/kaggle-(?:gpu-)?images\/python$/,
    holds: "Kaggle's notebooks and every library they may use",
  },
  {
    name: /^(?:gcr\.io|[\w-]+-docker\.pkg\.dev)\/deeplearning-platform-release\//,
    holds: 'a deep-learning work bench with notebooks',
  },
  {
    name: /^docker\.io\/huggingface\/transformers-(?:all-latest|pytorch|tensorflow)/,
    holds: 'Transformers with the tools of its tests',
  },
  {
    name: /^docker\.io\/(?:ufoym\/deepo|floydhub\/dl-docker|rapidsai\/.*)$/,
    holds: 'several frameworks and notebooks',
  },
  {
    name: /^docker\.io\/rocker\/(?:tidyverse|verse|geospatial|ml-verse|ml|rstudio)$/,
    holds: 'RStudio and its packages',
  },
  { name: /^docker\.io\/sagemath\//, holds: 'SageMath' },
];

function benchOf({ registry, repository, tag }: Reference): WorkBench | undefined {
  const name = `${registry}/${repository}`;
  return benches.find((bench) => bench.name.test(name) && (bench.tag === undefined || bench.tag.test(tag ?? '')));
}

/** The program is one of the base's own: its notebook server, its tools. */
function runsBase(snapshot: Snapshot): boolean {
  return startedCommands(snapshot).some(({ argv: [program = '', ...rest] }) => {
    const name = nameOfProgram(program);
    return (
      /^(?:start[\w.-]*\.sh|rserver|R|Rscript|shiny-server|init|torchrun|accelerate|deepspeed|horovodrun|mpirun)$/.test(
        name,
      ) || rest.some((word) => /train|notebook|jupyter/.test(word))
    );
  });
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const bench = base === null ? undefined : benchOf(base.reference);
  if (base === null || bench === undefined || !runsService(snapshot) || runsBase(snapshot)) return;
  const figure = figureOf(base.reference);
  const bytes = figure?.fileBytes ?? figure?.downloadBytes ?? null;
  const weight =
    figure === null || bytes === null
      ? ''
      : ` (≈ ${formatBytes(bytes)}${figure.fileBytes === null ? ' to download' : ''})`;
  yield {
    facts: base.facts,
    span: base.span,
    message: `this base is one to work in: it brings ${bench.holds} into the service${weight}`,
    proof: { image: base.reference.text },
  };
}

export const readyMadeBaseUnderService: Rule = {
  meta: {
    id: 'ready-made-base-under-service',
    summary: 'A service ships on an image that was made for notebooks and training',
    group: 'base-image',
    severity: 'info',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://arxiv.org/abs/2212.09437'],
    wants: ['*.sh'],
  },
  checkFile: checkBase,
};

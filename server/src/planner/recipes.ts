// The recipes, most specific first: where two have an answer for a command, the first one's counts; the first that
// recognises a stage, and is no mere addition, gives the plan its name.
import { buildPython } from './recipes/build-python.ts';
import { conda } from './recipes/conda.ts';
import { cuda } from './recipes/cuda.ts';
import { dotnet } from './recipes/dotnet.ts';
import { elixir } from './recipes/elixir.ts';
import { frontEnd } from './recipes/front-end.ts';
import { go } from './recipes/go.ts';
import { java } from './recipes/java.ts';
import { native } from './recipes/native.ts';
import { node } from './recipes/node.ts';
import { onnxServing } from './recipes/onnx-serving.ts';
import { php } from './recipes/php.ts';
import { python } from './recipes/python.ts';
import { ruby } from './recipes/ruby.ts';
import { rust } from './recipes/rust.ts';
import { torchscript } from './recipes/torchscript.ts';
import type { Recipe } from './recipes/recipe.ts';

export const recipes: readonly Recipe[] = [
  onnxServing,
  torchscript,
  cuda,
  conda,
  buildPython,
  python,
  ruby,
  php,
  elixir,
  frontEnd,
  node,
  go,
  rust,
  java,
  dotnet,
  native,
];

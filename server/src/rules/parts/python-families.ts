// Which Python packages belong together: frameworks for deep learning, several builds of one library, tools of
// development. Names and nothing else.

/** Deep-learning frameworks by the module that is imported, with the distributions that bring each. */
export const frameworks: Readonly<Record<string, readonly string[]>> = {
  torch: ['torch'],
  tensorflow: ['tensorflow', 'tensorflow-cpu', 'tensorflow-gpu', 'tf-nightly', 'intel-tensorflow'],
  jax: ['jax', 'jaxlib', 'flax'],
  paddle: ['paddlepaddle', 'paddlepaddle-gpu'],
  mxnet: ['mxnet'],
};

/** Modules that run on whichever framework is there, so that importing them may use any. */
export const frameworkUsers: Readonly<Record<string, readonly string[]>> = {
  torch: [
    ...[
      'torch',
      'torchvision',
      'torchaudio',
      'torchtext',
      'transformers',
      'sentence_transformers',
      'timm',
      'accelerate',
    ],
    ...['diffusers', 'peft', 'trl', 'optimum', 'ultralytics', 'easyocr', 'whisper', 'whisperx', 'lightning', 'keras'],
    ...['pytorch_lightning', 'open_clip', 'fastai', 'flair', 'stanza', 'torchmetrics', 'kornia', 'monai', 'detectron2'],
    ...['vllm', 'deepspeed', 'bertopic', 'pyannote', 'segment_anything', 'facenet_pytorch', 'silero_vad', 'docling'],
    ...['unstructured', 'unstructured_inference', 'outlines', 'spacy', 'haystack', 'FlagEmbedding', 'fairseq', 'TTS'],
    ...[
      'demucs',
      'xformers',
      'torch_geometric',
      'captum',
      'skorch',
      'gliner',
      'setfit',
      'marker',
      'surya',
      'nemo',
      'auto_gptq',
    ],
  ],
  tensorflow: [
    ...[
      'tensorflow',
      'keras',
      'tf_keras',
      'tensorflow_hub',
      'tensorflow_text',
      'tensorflow_probability',
      'transformers',
    ],
    ...[
      'deepface',
      'retinaface',
      'mtcnn',
      'spleeter',
      'optimum',
      'tflearn',
      'tensorflow_addons',
      'tensorflow_datasets',
    ],
    ...['rasa', 'nsfw_detector', 'magenta', 'ktrain', 'autokeras', 'tensorflow_serving', 'object_detection', 'facenet'],
  ],
  jax: [
    'jax',
    'jaxlib',
    'flax',
    'optax',
    'haiku',
    'orbax',
    'numpyro',
    'keras',
    'transformers',
    'equinox',
    'chex',
    'diffrax',
  ],
  paddle: ['paddle', 'paddleocr', 'paddlenlp', 'paddlehub', 'paddlex', 'paddleclas', 'ppdet'],
  mxnet: ['mxnet', 'gluoncv', 'gluonnlp', 'insightface', 'autogluon'],
};

/** Distributions that put the same module in the same place; the leanest that does for a service first. */
export const buildsOfOne: readonly (readonly string[])[] = [
  ['onnxruntime', 'onnxruntime-gpu', 'onnxruntime-openvino', 'onnxruntime-directml', 'ort-nightly', 'ort-nightly-gpu'],
  ['opencv-python-headless', 'opencv-contrib-python-headless', 'opencv-python', 'opencv-contrib-python'],
  ['tensorflow-cpu', 'tensorflow', 'tensorflow-gpu', 'tf-nightly', 'intel-tensorflow', 'tensorflow-intel'],
  ['faiss-cpu', 'faiss-gpu', 'faiss-gpu-cu11', 'faiss-gpu-cu12'],
  ['psycopg2', 'psycopg2-binary'],
  ['paddlepaddle', 'paddlepaddle-gpu'],
  ['cupy', 'cupy-cuda11x', 'cupy-cuda12x', 'cupy-cuda13x', 'cupy-cuda118', 'cupy-cuda117', 'cupy-cuda116'],
  ['xgboost-cpu', 'xgboost'],
  ['pillow', 'pillow-simd'],
  ['ctransformers', 'ctransformers-cuda'],
  ['pynvml', 'nvidia-ml-py'],
];

/** Work at the desk: editors, notebooks, tests, linters. No program imports them to serve. */
export const deskTools: ReadonlySet<string> = new Set([
  ...['jupyter', 'jupyterlab', 'notebook', 'ipykernel', 'ipython', 'ipdb', 'ipywidgets', 'jupyter-server', 'nbconvert'],
  ...['pytest', 'pytest-cov', 'pytest-asyncio', 'pytest-xdist', 'pytest-mock', 'coverage', 'hypothesis', 'tox', 'nox'],
  ...['black', 'ruff', 'flake8', 'pylint', 'isort', 'mypy', 'pyright', 'bandit', 'pre-commit', 'autopep8', 'yapf'],
  ...['pydocstyle', 'sphinx', 'mkdocs', 'mkdocs-material', 'twine', 'bumpversion', 'bump2version', 'commitizen'],
  ...['pip-tools', 'nbstripout', 'memory-profiler', 'line-profiler', 'py-spy', 'debugpy', 'locust', 'responses'],
]);

/** Training and looking: wanted in a service only where its code imports them. */
export const trainingTools: ReadonlySet<string> = new Set([
  ...['tensorboard', 'tensorboardx', 'wandb', 'mlflow', 'comet-ml', 'neptune', 'clearml', 'datasets', 'deepspeed'],
  ...['matplotlib', 'seaborn', 'plotly', 'pytorch-lightning', 'lightning', 'optuna', 'hyperopt', 'ray', 'dvc'],
  ...['skl2onnx', 'tf2onnx', 'onnxmltools', 'evaluate', 'bokeh', 'pandas-profiling', 'ydata-profiling', 'torchsummary'],
  ...['albumentations', 'imgaug', 'pydot', 'graphviz', 'kaggle', 'torchinfo', 'streamlit', 'gradio'],
]);

/** Packages that use the CUDA libraries of the system, not those of wheels. */
export const systemCudaUsers: ReadonlySet<string> = new Set([
  ...[
    'onnxruntime-gpu',
    'cupy',
    'cupy-cuda11x',
    'cupy-cuda12x',
    'cupy-cuda13x',
    'tensorrt',
    'tensorflow-gpu',
    'pycuda',
  ],
  ...['faiss-gpu', 'paddlepaddle-gpu', 'ctranslate2', 'faster-whisper', 'llama-cpp-python', 'mxnet', 'numba', 'dlib'],
  ...[
    'deepspeed',
    'vllm',
    'sglang',
    'flashinfer',
    'flashinfer-python',
    'nvidia-dali-cuda120',
    'cuml-cu12',
    'cudf-cu12',
  ],
  ...[
    'torch-tensorrt',
    'bitsandbytes',
    'auto-gptq',
    'flash-attn',
    'apex',
    'xformers',
    'tensorflow',
    'torch2trt',
    'tilelang',
  ],
  ...['spconv-cu118', 'spconv-cu120', 'spconv-cu121', 'nvidia-tensorrt', 'pyopencl', 'whisperx', 'unsloth', 'lightllm'],
]);

/** Packages whose own build, on whatever index, has no use for a GPU. */
export const cpuOnly: ReadonlySet<string> = new Set([
  'tensorflow-cpu',
  'onnxruntime',
  'faiss-cpu',
  'paddlepaddle',
  'xgboost-cpu',
]);

// Python packages whose publishers build wheels for glibc alone: on Alpine pip compiles them from source for minutes, or
// finds nothing to install. Asked of PyPI for CPython 3.12 on x86-64, November 2026; others of the same build are counted in.

const glibcOnly: ReadonlySet<string> = new Set([
  // PyTorch, and what is built on it
  ...['torch', 'torchvision', 'torchaudio', 'triton', 'xformers'],
  ...['tensorflow', 'tensorflow-cpu', 'jaxlib', 'onnxruntime', 'onnxruntime-gpu'],
  ...[
    'opencv-python',
    'opencv-python-headless',
    'opencv-contrib-python',
    'opencv-contrib-python-headless',
    'mediapipe',
  ],
  ...['numba', 'llvmlite', 'lightgbm', 'catboost', 'ray', 'playwright'],
]);

/** pip finds wheels for glibc and none for musl. The name is normalised. */
export function hasGlibcWheelsOnly(name: string): boolean {
  return glibcOnly.has(name);
}

// What well-known Python packages need of the system at run time: shared libraries they link or load, programs they
// call, and compilers they run. Facts about package names only; it knows no image and no requirements file.

/** Packages that compile when the program runs, and what that takes. */
export interface RunTimeCompiler {
  /** `cc`: a C compiler is enough and can be kept; `nvcc`: the CUDA toolkit of a devel base is needed. */
  readonly needs: 'cc' | 'nvcc';
  readonly what: string;
}

const needsNvcc = [
  'flashinfer',
  'flashinfer-python',
  'deepspeed',
  'pycuda',
  'sglang',
  'tensorrt-llm',
  'exllamav2',
  'nvdiffrast',
  'tinycudann',
  'gsplat',
  'deep-gemm',
  'tilelang',
];
const needsCompiler = [
  'vllm',
  'unsloth',
  'triton',
  'torch-compile',
  'pythran',
  'weave',
  'theano',
  'pytensor',
  'aesara',
  'pystan',
].concat(['cmdstanpy', 'cppyy', 'numexpr-jit']);

/** What the package compiles when it runs; null where it does not. */
export function runTimeCompiler(name: string): RunTimeCompiler | null {
  if (needsNvcc.includes(name)) return { needs: 'nvcc', what: `${name} compiles CUDA kernels when it runs` };
  if (needsCompiler.includes(name)) return { needs: 'cc', what: `${name} calls a C compiler when it runs` };
  return null;
}

/** Program text that compiles at run time, and what that takes. */
export const runTimeCompilerTexts: readonly (RunTimeCompiler & { readonly pattern: RegExp })[] = [
  {
    pattern: /\bcpp_extension\s*\.\s*load|\bcpp_extension import [\w, ]*\bload|\bload_inline\s*\(/,
    needs: 'nvcc',
    what: 'torch.utils.cpp_extension.load compiles an extension',
  },
  { pattern: /\bpycuda\.compiler\b|\bSourceModule\s*\(/, needs: 'nvcc', what: 'PyCUDA compiles kernels with nvcc' },
  {
    pattern: /\btorch\s*\.\s*compile\s*\(|@torch\.compile\b|\btorch\._inductor\b/,
    needs: 'cc',
    what: 'torch.compile calls a compiler',
  },
  { pattern: /@triton\.jit\b|^[ \t]*import triton\b/m, needs: 'cc', what: 'Triton compiles its launcher' },
  {
    pattern: /\bpyximport\b|\bffi\.verify\(|\bFFI\(\)\.verify\(/,
    needs: 'cc',
    what: 'an extension is compiled on import',
  },
  {
    pattern: /["'](?:gcc|g\+\+|cc|clang|clang\+\+)["']|["'](?:gcc|g\+\+|clang) /,
    needs: 'cc',
    what: 'it calls a compiler',
  },
  { pattern: /["']nvcc["']|["']nvcc /, needs: 'nvcc', what: 'it calls nvcc' },
];

/** -dev packages whose run-time half a Python package needs when it was compiled or when it loads the library. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  psycopg2: ['libpq-dev'],
  psycopg: ['libpq-dev'],
  aiopg: ['libpq-dev'],
  pygresql: ['libpq-dev'],
  mysqlclient: ['default-libmysqlclient-dev'],
  'mysql-python': ['default-libmysqlclient-dev'],
  pycurl: ['libcurl4-openssl-dev'],
  'python-ldap': ['libldap2-dev', 'libsasl2-dev'],
  'python-magic': ['libmagic-dev'],
  'file-magic': ['libmagic-dev'],
  uwsgi: ['libxml2-dev', 'libyaml-dev'],
  wand: ['libmagickwand-dev'],
  pgmagick: ['libmagickwand-dev'],
  cairosvg: ['libcairo2-dev'],
  cairocffi: ['libcairo2-dev'],
  pycairo: ['libcairo2-dev'],
  weasyprint: ['libpango1.0-dev'],
  'opencv-python': ['libglib2.0-dev'],
  'opencv-contrib-python': ['libglib2.0-dev'],
  gssapi: ['libkrb5-dev'],
  kerberos: ['libkrb5-dev'],
  pykerberos: ['libkrb5-dev'],
  'requests-kerberos': ['libkrb5-dev'],
  gmpy2: ['libgmp-dev'],
  plyvel: ['libleveldb-dev'],
  pylibmc: ['libmemcached-dev'],
  'python-snappy': ['libsnappy-dev'],
  bsddb3: ['libdb-dev'],
  berkeleydb: ['libdb-dev'],
  lightgbm: ['libgomp-dev'],
  implicit: ['libgomp-dev'],
  xmlsec: ['libxmlsec1-dev'],
  maxminddb: ['libmaxminddb-dev'],
  geoip2: ['libmaxminddb-dev'],
  pyyaml: ['libyaml-dev'],
};

/** Programs that a Python package calls. */
const programs: Readonly<Record<string, readonly string[]>> = {
  gitpython: ['git'],
  gitdb: ['git'],
  dvc: ['git'],
  'pre-commit': ['git'],
  mlflow: ['git'],
  setuptools_scm: ['git'],
  copier: ['git'],
  wand: ['convert'],
  pytesseract: ['tesseract'],
  pdf2image: ['pdftoppm'],
  pydub: ['ffmpeg'],
  'ffmpeg-python': ['ffmpeg'],
  'python-nmap': ['nmap'],
  pdfkit: ['wkhtmltopdf'],
  graphviz: ['dot'],
  pypandoc: ['pandoc'],
  'python-gnupg': ['gpg'],
  rarfile: ['unrar'],
  patool: ['unzip'],
};

/** -dev packages whose run-time half the Python package needs; empty where none is known. */
export function librariesOf(name: string): readonly string[] {
  return Object.hasOwn(libraries, name) ? (libraries[name] ?? []) : [];
}

/** Programs the Python package calls; empty where none is known. */
export function programsOf(name: string): readonly string[] {
  return Object.hasOwn(programs, name) ? (programs[name] ?? []) : [];
}

/** Packages that have no wheel for Linux, or whose wheel is not used: installing them compiles. */
const compiled = new Set(
  [
    'psycopg2',
    'mysqlclient',
    'mysql-python',
    'pycurl',
    'uwsgi',
    'python-ldap',
    'pygraphviz',
    'dlib',
    'flash-attn',
  ].concat(
    ['apex', 'detectron2', 'mmcv-full', 'pycairo', 'pylibmc', 'xmlsec', 'gdal', 'pyaudio', 'bsddb3', 'berkeleydb'],
    ['llama-cpp-python', 'ta-lib', 'pysqlite3', 'pymssql', 'fasttext', 'pyfasttext', 'annoy', 'hnswlib', 'pystan'],
    ['crfsuite', 'mpi4py', 'pyodide-build', 'python-snappy', 'plyvel', 'kerberos', 'pykerberos', 'gssapi', 'pyqt5-sip'],
    ['causal-conv1d', 'mamba-ssm', 'torch-scatter', 'torch-sparse', 'torch-cluster', 'pytorch3d', 'auto-gptq', 'cupy'],
    [
      'basicsr',
      'groundingdino',
      'sam2',
      'pycddlib',
      'pyicu',
      'm2crypto',
      'rpy2',
      'jpype1',
      'pyjnius',
      'netifaces',
      'ansicolor',
    ],
  ),
);

/** True where installing the package surely needs a compiler. */
export function compilesOnInstall(name: string): boolean {
  return compiled.has(name);
}

/** Packages that come as wheels (pure or for Linux) for years: installing them compiles nothing. */
const wheels = new Set(
  [
    'flask django fastapi uvicorn gunicorn starlette requests httpx urllib3 certifi idna charset-normalizer chardet click',
    'jinja2 markupsafe werkzeug itsdangerous pydantic pydantic-core pydantic-settings python-dotenv pyyaml toml tomli',
    'sqlalchemy alembic psycopg2-binary asyncpg redis celery kombu pymongo motor aiohttp websockets python-multipart',
    'numpy scipy pandas matplotlib seaborn scikit-learn pillow opencv-python opencv-python-headless torch torchvision',
    'torchaudio transformers tokenizers huggingface-hub safetensors accelerate datasets sentencepiece onnxruntime onnx',
    'onnxruntime-gpu tensorflow tensorflow-cpu keras xgboost catboost lightgbm nltk spacy gensim joblib tqdm boto3',
    'botocore s3transfer jmespath google-cloud-storage azure-storage-blob azure-identity msal cryptography bcrypt passlib',
    'pyjwt python-jose email-validator orjson ujson simplejson lxml beautifulsoup4 html5lib scrapy selenium playwright',
    'openai anthropic langchain langchain-community langchain-core langchain-openai tiktoken faiss-cpu chromadb streamlit',
    'gradio dash plotly bokeh altair jupyter jupyterlab notebook ipykernel ipython pytest pytest-cov coverage black ruff',
    'mypy flake8 isort rich typer loguru structlog sentry-sdk prometheus-client opentelemetry-api opentelemetry-sdk',
    'python-telegram-bot aiogram pyrogram discord-py slack-sdk slack-bolt twilio stripe paho-mqtt pika kafka-python',
    'confluent-kafka elasticsearch grpcio grpcio-tools protobuf paramiko fabric ansible docker kubernetes psutil',
    'apscheduler schedule arrow python-dateutil pytz tzdata six attrs packaging setuptools wheel pip pip-tools',
    'flask-cors flask-sqlalchemy flask-login flask-wtf flask-restful flask-migrate djangorestframework django-cors-headers',
    'django-environ django-filter whitenoise gevent eventlet greenlet uvloop httptools watchfiles openpyxl xlsxwriter',
    'xlrd pyarrow duckdb polars dask shapely geopandas pyproj fiona rasterio networkx sympy statsmodels numba llvmlite',
    'h5py zarr imageio imageio-ffmpeg scikit-image albumentations timm einops diffusers peft bitsandbytes sentence-transformers',
    'mlflow wandb tensorboard optuna hydra-core omegaconf pytorch-lightning lightning torchmetrics ultralytics easyocr',
    'soundfile librosa pydub edge-tts yt-dlp feedparser pypdf pypdf2 pdfplumber pymupdf python-docx reportlab markdown',
    'cachetools tenacity backoff filelock fsspec jsonschema typing-extensions marshmallow peewee tortoise-orm databases',
    'aiofiles aiosqlite aioredis hiredis aiohttp-cors sanic tornado bottle falcon quart hypercorn daphne channels mangum',
  ].flatMap((line) => line.split(' ')),
);

/** True where the package is known to come as a wheel; false says nothing. */
export function comesAsWheel(name: string): boolean {
  return wheels.has(name);
}

/** Packages whose wheels put files beside `site-packages`, below the prefix (`share`, `etc`, `lib`). */
const besideSitePackages =
  /^(?:jupyter.*|notebook|nbclassic|nbconvert|ipykernel|ipywidgets|voila|mkl.*|tbb|intel-openmp|onemkl.*)$/;

/** True where the package's data lies beside `site-packages`. */
export function hasPrefixData(name: string): boolean {
  return besideSitePackages.test(name);
}

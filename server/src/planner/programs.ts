// Which package of a distribution brings a program, and which programs a base image has of itself. Facts about names
// only, for Debian and Alpine; it knows no Dockerfile.

/** Debian package of a program whose name differs from the package's. */
const debian: Readonly<Record<string, string>> = {
  nc: 'netcat-openbsd',
  netcat: 'netcat-openbsd',
  psql: 'postgresql-client',
  pg_isready: 'postgresql-client',
  pg_dump: 'postgresql-client',
  mysql: 'default-mysql-client',
  mysqladmin: 'default-mysql-client',
  mysqldump: 'default-mysql-client',
  'redis-cli': 'redis-tools',
  envsubst: 'gettext-base',
  msgfmt: 'gettext',
  msguniq: 'gettext',
  ping: 'iputils-ping',
  ps: 'procps',
  pgrep: 'procps',
  pkill: 'procps',
  top: 'procps',
  free: 'procps',
  watch: 'procps',
  sysctl: 'procps',
  ssh: 'openssh-client',
  scp: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  'ssh-keyscan': 'openssh-client',
  sftp: 'openssh-client',
  sshd: 'openssh-server',
  gpg: 'gnupg',
  hg: 'mercurial',
  svn: 'subversion',
  xz: 'xz-utils',
  unxz: 'xz-utils',
  convert: 'imagemagick',
  identify: 'imagemagick',
  mogrify: 'imagemagick',
  magick: 'imagemagick',
  pdftoppm: 'poppler-utils',
  pdftotext: 'poppler-utils',
  tesseract: 'tesseract-ocr',
  dot: 'graphviz',
  gs: 'ghostscript',
  ffprobe: 'ffmpeg',
  supervisord: 'supervisor',
  supervisorctl: 'supervisor',
  crond: 'cron',
  crontab: 'cron',
  killall: 'psmisc',
  fuser: 'psmisc',
  ifconfig: 'net-tools',
  netstat: 'net-tools',
  ip: 'iproute2',
  ss: 'iproute2',
  dig: 'dnsutils',
  nslookup: 'dnsutils',
  soffice: 'libreoffice',
  'xvfb-run': 'xvfb',
  Xvfb: 'xvfb',
  python3: 'python3',
  pip: 'python3-pip',
  pip3: 'python3-pip',
  gcc: 'gcc',
  cc: 'gcc',
  'g++': 'g++',
  'c++': 'g++',
  'pkg-config': 'pkg-config',
  ninja: 'ninja-build',
  apachectl: 'apache2',
  java: 'default-jre-headless',
  node: 'nodejs',
  strings: 'binutils',
  file: 'file',
  adduser: 'adduser',
  addgroup: 'adduser',
  deluser: 'adduser',
  'update-ca-certificates': 'ca-certificates',
  'locale-gen': 'locales',
  'add-apt-repository': 'software-properties-common',
  'apt-key': 'gnupg',
  lsb_release: 'lsb-release',
  pg_config: 'libpq-dev',
  'apt-transport-https': 'apt-transport-https',
};

/** The Debian package that brings a program; the program's own name where nothing else is known. */
export function packageOfProgram(program: string): string {
  return Object.hasOwn(debian, program) ? (debian[program] ?? program) : program;
}

/** Programs that images on buildpack-deps (`python:3.11`, `node:20`, `ruby:3` …) have and their slim twins lack. */
const fullOnly = new Set(
  [
    'git',
    'hg',
    'svn',
    'curl',
    'wget',
    'ssh',
    'scp',
    'sftp',
    'ssh-keygen',
    'ssh-keyscan',
    'ps',
    'pgrep',
    'pkill',
    'top',
  ].concat(
    ['free', 'watch', 'gpg', 'unzip', 'file', 'convert', 'identify', 'mogrify', 'xz', 'unxz', 'patch', 'bzip2', 'make'],
    ['gcc', 'cc', 'g++', 'c++', 'autoconf', 'automake', 'libtool', 'pkg-config', 'mysql_config', 'pg_config', 'perl'],
    ['envsubst', 'gettext', 'msgfmt', 'sq', 'dirmngr', 'apt-key', 'python3', 'netbase'],
  ),
);

/** True where a full image has the program and its slim twin has not. */
export function isFullOnly(program: string): boolean {
  return fullOnly.has(program);
}

/** -dev packages that buildpack-deps brings (docker-library/buildpack-deps, debian). */
const fullLibraries = new Set(
  [
    'libpq-dev',
    'default-libmysqlclient-dev',
    'libcurl4-openssl-dev',
    'libxml2-dev',
    'libxslt1-dev',
    'libffi-dev',
  ].concat(
    [
      'libjpeg-dev',
      'libpng-dev',
      'libwebp-dev',
      'libmagickcore-dev',
      'libmagickwand-dev',
      'libglib2.0-dev',
      'libyaml-dev',
    ],
    [
      'libevent-dev',
      'libsqlite3-dev',
      'libssl-dev',
      'libgmp-dev',
      'libgdbm-dev',
      'libdb-dev',
      'libkrb5-dev',
      'zlib1g-dev',
    ],
    [
      'libmaxminddb-dev',
      'libncurses-dev',
      'libreadline-dev',
      'libmagic-dev',
      'libcairo2-dev',
      'libgomp-dev',
      'libpango1.0-dev',
    ],
    ['libtiff-dev', 'libsasl2-dev', 'libldap2-dev'],
  ),
);

/** True where a full image brings the library of this -dev package. */
export function isInFullImage(devPackage: string): boolean {
  return fullLibraries.has(devPackage);
}

/** Build tools by the names that Alpine and the rpm distributions give them. */
const foreignBuildTools = new Set(
  [
    'build-base',
    'musl-dev',
    'libc-dev',
    'linux-headers',
    'gcc',
    'g++',
    'gcc-c++',
    'make',
    'cmake',
    'ninja',
    'samurai',
  ].concat(
    [
      'autoconf',
      'automake',
      'libtool',
      'pkgconf',
      'pkgconfig',
      'clang',
      'llvm',
      'rust',
      'cargo',
      'go',
      'patch',
      'm4',
      'bison',
    ],
    [
      'flex',
      'swig',
      'nasm',
      'yasm',
      'alpine-sdk',
      'abuild',
      'binutils',
      'kernel-headers',
      'glibc-devel',
      'rpm-build',
      'upx',
    ],
    [
      'gcc-gfortran',
      'gfortran',
      'meson',
      'maven',
      'redhat-rpm-config',
      'python3-devel',
      'python3-dev',
      'python-dev',
      'py3-pip',
    ],
    ['@development tools', '@development', 'Development Tools', 'make-devel', 'cython', 'py3-wheel', 'py3-setuptools'],
  ),
);

/** True for a package that only builds need, by Alpine's or the rpm distributions' names. */
export function isForeignBuildTool(name: string): boolean {
  return foreignBuildTools.has(name);
}

/** Programs that make programs: what runs them belongs to the builder. */
const buildPrograms = new Set(
  [
    'make',
    'gmake',
    'cmake',
    'ctest',
    'cpack',
    'ninja',
    'gcc',
    'g++',
    'cc',
    'c++',
    'clang',
    'clang++',
    'gfortran',
    'ld',
    'ar',
  ].concat(
    [
      'ranlib',
      'strip',
      'configure',
      'config',
      'Configure',
      'autogen.sh',
      'bootstrap.sh',
      'bootstrap',
      'autoreconf',
      'autoconf',
    ],
    [
      'automake',
      'aclocal',
      'libtoolize',
      'meson',
      'scons',
      'bazel',
      'bazelisk',
      'b2',
      'bjam',
      'waf',
      'nvcc',
      'cython',
      'cythonize',
    ],
    [
      'swig',
      'protoc',
      'flatc',
      'cargo',
      'go',
      'dotnet',
      'rustc',
      'rustup',
      'mvn',
      'mvnw',
      'gradle',
      'gradlew',
      'javac',
      'ant',
      'tsc',
      'qmake',
    ],
    [
      'checkinstall',
      'dpkg-buildpackage',
      'rpmbuild',
      'ocamlfind',
      'opam',
      'dune',
      'ghc',
      'stack',
      'cabal',
      'zig',
      'nim',
      'emcc',
    ],
    ['build.sh', 'compile.sh', 'buildconf', 'vcpkg', 'conan', 'colcon', 'catkin_make', 'phpize'],
  ),
);

/** True for compilers, linkers and build systems, by the program's base name. */
export function isBuildProgram(name: string): boolean {
  return buildPrograms.has(name) || /^(?:gcc|g\+\+|clang|clang\+\+)-\d+$/.test(name);
}

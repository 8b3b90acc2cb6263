// What packages of the npm registry need of the system at run time, and which programs they bring. Facts about names only.

/** -dev packages whose run-time half a package loads when its add-on was compiled. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  libpq: ['libpq-dev'],
  'pg-native': ['libpq-dev'],
  'node-libcurl': ['libcurl4-openssl-dev'],
  kerberos: ['libkrb5-dev'],
  nodegit: ['libssl-dev', 'libkrb5-dev'],
  'node-rdkafka': ['libssl-dev', 'libsasl2-dev', 'zlib1g-dev'],
  '@prisma/client': ['libssl-dev'],
  prisma: ['libssl-dev'],
  canvas: ['libcairo2-dev', 'libpango1.0-dev', 'libjpeg-dev', 'libpng-dev'],
  'magickwand.js': ['libmagickwand-dev'],
};

/** Programs that packages call. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'simple-git': ['git'],
  'fluent-ffmpeg': ['ffmpeg', 'ffprobe'],
  gm: ['convert', 'identify'],
  imagemagick: ['convert', 'identify'],
  'pdf-image': ['convert', 'identify'],
  'ps-tree': ['ps'],
  'tree-kill': ['ps'],
  'ps-node': ['ps'],
  'find-process': ['ps'],
  textract: ['file', 'pdftotext'],
  '@prisma/client': ['openssl'],
  prisma: ['openssl'],
};

/** Programs of packages that people install globally, where they are not called like the package. */
const globals: Readonly<Record<string, readonly string[]>> = {
  typescript: ['tsc', 'tsserver'],
  '@angular/cli': ['ng'],
  '@nestjs/cli': ['nest'],
  '@vue/cli': ['vue'],
  '@ionic/cli': ['ionic'],
  '@quasar/cli': ['quasar'],
  '@strapi/strapi': ['strapi'],
  '@sentry/cli': ['sentry-cli'],
  '@medusajs/medusa-cli': ['medusa'],
  'gatsby-cli': ['gatsby'],
  'expo-cli': ['expo'],
  'gulp-cli': ['gulp'],
  'grunt-cli': ['grunt'],
  'webpack-cli': ['webpack'],
  pm2: ['pm2', 'pm2-runtime', 'pm2-docker', 'pm2-dev'],
  pnpm: ['pnpm', 'pnpx'],
  yarn: ['yarn', 'yarnpkg'],
  npm: ['npm', 'npx'],
  bun: ['bun', 'bunx'],
  'ts-node': ['ts-node', 'ts-node-dev'],
  'sequelize-cli': ['sequelize', 'sequelize-cli'],
  'dotenv-cli': ['dotenv'],
};

/** Files that a package's own installation fetches below HOME. */
const downloads: Readonly<Record<string, string>> = {
  puppeteer: '.cache/puppeteer',
  cypress: '.cache/Cypress',
};

function own(table: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] {
  return Object.hasOwn(table, name) ? (table[name] ?? []) : [];
}

/** -dev packages whose run-time half the npm package loads. */
export function librariesOf(name: string): readonly string[] {
  return own(libraries, name);
}

/** Programs that the npm package calls. */
export function programsOf(name: string): readonly string[] {
  return own(programs, name);
}

/** Programs that an npm package brings when it is installed globally; by its own name where nothing else is known. */
export function binariesOf(name: string): readonly string[] {
  if (name.startsWith('@types/')) return [];
  return Object.hasOwn(globals, name) ? own(globals, name) : [name.slice(name.lastIndexOf('/') + 1)];
}

/** Folder below HOME that installing the npm package fills; null where it fills none. */
export function downloadOf(name: string): string | null {
  return Object.hasOwn(downloads, name) ? (downloads[name] ?? null) : null;
}

/** Programs that Node code calls and that slim images lack. */
export const calledPrograms: readonly string[] = ['git', 'curl', 'wget', 'ssh', 'scp', 'unzip', 'zip', 'xz'].concat([
  'convert',
  'identify',
  'mogrify',
  'file',
  'gpg',
  'ps',
  'pgrep',
  'pkill',
  'hg',
  'svn',
  'python3',
  'make',
  'openssl',
]);

/** Programs of packages that build a project where it stands. */
export const projectBuilders: ReadonlySet<string> = new Set(
  [
    'tsc',
    'tsup',
    'ng',
    'nest',
    'next',
    'nuxt',
    'nuxi',
    'vite',
    'vue-cli-service',
    'react-scripts',
    'webpack',
    'rollup',
  ].concat(
    ['esbuild', 'parcel', 'gulp', 'grunt', 'babel', 'swc', 'turbo', 'nx', 'lerna', 'rush', 'gatsby', 'astro', 'remix'],
    ['svelte-kit', 'ember', 'prisma', 'graphql-codegen', 'tailwindcss', 'postcss', 'sass', 'bower', 'patch-package'],
    ['quasar', 'expo', 'strapi', 'ncc', 'node-gyp', 'husky', 'ngc', 'ts-node', 'tsx', 'node', 'copyfiles', 'rimraf'],
  ),
);

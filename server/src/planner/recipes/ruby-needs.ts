// What gems need of the system at run time, and which of them need a JavaScript runtime. Facts about names only.

/** -dev packages whose run-time half a gem's extension, or the gem itself by dlopen, loads. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  pg: ['libpq-dev'],
  mysql2: ['default-libmysqlclient-dev'],
  sqlite3: ['libsqlite3-dev'],
  rmagick: ['libmagickwand-dev'],
  curb: ['libcurl4-openssl-dev'],
  ethon: ['libcurl4-openssl-dev'],
  charlock_holmes: ['libicu-dev'],
  'libxml-ruby': ['libxml2-dev'],
  'libxslt-ruby': ['libxml2-dev', 'libxslt1-dev'],
  cairo: ['libcairo2-dev'],
  pango: ['libpango1.0-dev'],
  glib2: ['libglib2.0-dev'],
  'ruby-filemagic': ['libmagic-dev'],
  'ruby-ldap': ['libldap2-dev', 'libsasl2-dev'],
};

/** Programs that gems call. */
const programs: Readonly<Record<string, readonly string[]>> = {
  mini_magick: ['convert', 'identify'],
  image_processing: ['convert', 'identify'],
  paperclip: ['convert', 'identify', 'file'],
  'kt-paperclip': ['convert', 'identify', 'file'],
  dragonfly: ['convert', 'identify'],
  git: ['git'],
  'streamio-ffmpeg': ['ffmpeg'],
};

/** Packages, by the name that every distribution gives them, whose files gems read. */
const files: Readonly<Record<string, string>> = {
  tzinfo: 'tzdata',
  mimemagic: 'shared-mime-info',
};

/** Gems that start Node, or whatever ExecJS finds: without one the application does not even boot. */
const scripted = new Set([
  'execjs',
  'react_on_rails',
  'hypernova',
  'grover',
  'puppeteer-ruby',
  'nodo',
  'node-runner',
  'schmooze',
  'mjml-rails',
]);

/** Gems that bring a JavaScript runtime of their own, which ExecJS takes first. */
const runtimes = new Set(['mini_racer', 'therubyracer', 'duktape', 'therubyrhino']);

function own(table: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] {
  return Object.hasOwn(table, name) ? (table[name] ?? []) : [];
}

/** -dev packages whose run-time half the gem loads. */
export function librariesOf(name: string): readonly string[] {
  return own(libraries, name);
}

/** Programs that the gem calls. */
export function programsOf(name: string): readonly string[] {
  return own(programs, name);
}

/** Package whose files the gem reads; null where it reads none. */
export function filesOf(name: string): string | null {
  return Object.hasOwn(files, name) ? (files[name] ?? null) : null;
}

/** The gem among these that needs a JavaScript runtime of the system at run time; null where there is none. */
export function scriptedGem(names: ReadonlySet<string>): string | null {
  for (const name of names) {
    if (!scripted.has(name)) continue;
    if (name !== 'execjs' || ![...runtimes].some((each) => names.has(each))) return name;
  }
  return null;
}

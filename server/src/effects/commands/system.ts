// Commands that register something with the system: the linker's cache, alternatives, locales, certificates, services,
// web server modules, keys. What they write is replayed by running them again.
import { defineTool, list } from '../define-tool.ts';
import type { Effect, Registration, Tool } from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { below, fileAt, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

function registering(
  names: string,
  values: string,
  places: string,
  register: (tool: string, name: string) => Registration,
): Tool {
  return defineTool(names, { values: values === '' ? [] : list(values) }, ({ tool, parsed, verb }) => ({
    verb: verb?.text ?? null,
    writes: list(places).map((path) => ({ path: treeAt(path), persistence: 'registry' })),
    registers: [register(tool, parsed.operands.map((each) => each.text ?? '').join(' '))],
    role: 'configure',
  }));
}

const ldconfig = defineTool('ldconfig', { values: ['-C', '-f', '-r', '-n'] }, ({ parsed }) =>
  has(parsed, '-p', '-v') && parsed.operands.length === 0 && has(parsed, '-p')
    ? { role: 'inspect' }
    : {
        writes: [{ path: fileAt('/etc/ld.so.cache'), persistence: 'registry' }],
        registers: [{ kind: 'linker' }],
        role: 'configure',
      },
);

/** update-alternatives --install LINK NAME PATH PRIORITY; --set NAME PATH. */
const alternatives = defineTool(
  'update-alternatives alternatives',
  { values: [] },
  ({ parsed, file }): Partial<Effect> => {
    const { operands } = parsed;
    if (has(parsed, '--install')) {
      const [link, name, path] = operands;
      if (link === undefined || path === undefined) return { role: 'configure' };
      return {
        verb: 'install',
        reads: [file(path)],
        writes: [
          { path: file(link), persistence: 'registry', word: link.word },
          { path: treeAt('/etc/alternatives'), persistence: 'registry' },
        ],
        registers: [{ kind: 'alternatives', name: name?.text ?? '' }],
        role: 'configure',
      };
    }
    if (!has(parsed, '--set', '--auto', '--remove', '--remove-all', '--config', '--set-selections'))
      return { role: 'inspect' };
    return {
      verb: 'set',
      writes: [
        { path: treeAt('/etc/alternatives'), persistence: 'registry' },
        { path: unknownBelow('/usr/bin'), persistence: 'registry' },
      ],
      registers: [{ kind: 'alternatives', name: operands[0]?.text ?? '' }],
      role: 'configure',
    };
  },
);

const locales = registering(
  'locale-gen localedef update-locale dpkg-reconfigure-locales',
  '-i -f -c -A --inputfile --charmap',
  '/usr/lib/locale /etc/default/locale',
  (_, name) => ({ kind: 'locale', name }),
);
const certificates = registering(
  'update-ca-certificates update-ca-trust',
  '--certsdir --localcertsdir --etccertsdir',
  '/etc/ssl/certs /etc/pki',
  (tool) => ({ kind: 'certificates', name: tool }),
);
const services = registering(
  'systemctl service update-rc.d rc-update chkconfig invoke-rc.d crontab supervisorctl',
  '-u',
  '/etc/systemd /etc/rc.d /etc/init.d',
  (_, name) => ({ kind: 'service', name }),
);
const modules = registering(
  'a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf phpenmod phpdismod docker-php-ext-enable',
  '-v -s',
  '/etc/apache2 /etc/php /usr/local/etc/php',
  (_, name) => ({ kind: 'module', name }),
);
const others = registering(
  'fc-cache mkfontscale mkfontdir update-mime-database gtk-update-icon-cache update-desktop-database glib-compile-schemas ssh-keygen makewhatis mandb setfont texhash mktexlsr fmtutil-sys',
  '-f -t -N -C -b -m -s',
  '/var/cache/fontconfig',
  (tool) => ({ kind: 'other', name: tool }),
);

const gpg = defineTool(
  'gpg gpg2 gpgv gpgconf',
  {
    values: list(
      '-o --output --keyserver --keyring --homedir --recv-keys-none --default-key -u -r --recipient --trustdb-name --pinentry-mode --passphrase --keyserver-options',
    ),
  },
  ({ parsed, context, file, tree }) => {
    const output = argumentOf(parsed, '-o', '--output', '--keyring');
    const named = argumentOf(parsed, '--homedir');
    const home =
      named === undefined ? treeAt(context.variable('GNUPGHOME') ?? `${below(context.home)}/.gnupg`) : tree(named);
    return {
      reads: parsed.operands.map(file),
      writes: [
        { path: home, persistence: 'temporary' },
        ...(output === undefined || output.text === '-' ? [] : [writeTo(file(output), output.word)]),
      ],
      network: has(parsed, '--recv-keys', '--recv-key', '--receive-keys', '--keyserver', '--search-keys'),
      role: has(parsed, '--verify') ? 'test' : 'configure',
    };
  },
);

/** Build steps of the official PHP images: extensions are compiled and put into the interpreter's own folders. */
const php = defineTool(
  'docker-php-ext-install docker-php-ext-configure docker-php-source pecl',
  { values: ['-j'] },
  ({ verb }) => ({
    verb: verb?.text ?? null,
    reads: [treeAt('/usr/src')],
    writes: [
      writeTo(unknownBelow('/usr/local/lib/php')),
      writeTo(unknownBelow('/usr/local/etc/php')),
      { path: treeAt('/usr/src/php'), persistence: 'temporary' },
    ],
    network: true,
    role: 'compile',
  }),
);

export const systemTools: readonly Tool[] = [
  ldconfig,
  alternatives,
  locales,
  certificates,
  services,
  modules,
  others,
  gpg,
  php,
];

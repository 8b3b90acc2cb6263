// What stands around apt on Debian: dpkg itself, queries, repositories, marks and debconf.
import { defineTool } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { argumentsFor, has } from '../options.ts';
import { treeAt } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { aptLists, debianPackages, debianWrites } from './apt.ts';

const dpkg = defineTool(
  'dpkg dpkg-deb gdebi',
  { values: ['-D', '--root', '--admindir', '--instdir'] },
  ({ tool, parsed, verb, rest, file, tree, path }) => {
    const { operands } = parsed;
    if (has(parsed, '-i', '--install', '--unpack') || tool === 'gdebi') {
      return {
        verb: 'install',
        reads: operands.map(file),
        writes: debianWrites,
        installs: [
          {
            manager: 'apt',
            packages: [],
            manifests: operands.map((each) => ({
              path: path(each.text ?? each.prefix),
              role: 'project',
              word: each.word,
            })),
            into: { kind: 'system', prefix: null },
            recommends: null,
            open: true,
            sources: [],
          },
        ],
        registers: [{ kind: 'packages', manager: 'apt' }],
        role: 'install',
      };
    }
    if (has(parsed, '-r', '-P', '--remove', '--purge')) {
      return {
        verb: 'remove',
        removes: [{ manager: 'apt', packages: debianPackages(operands) }],
        registers: [{ kind: 'packages', manager: 'apt' }],
        role: 'clean',
      };
    }
    if (has(parsed, '-x', '-X', '--extract', '--vextract')) {
      const [folder] = rest;
      if (verb === undefined || folder === undefined) return null;
      return {
        verb: 'extract',
        reads: [file(verb)],
        writes: [writeTo(tree(folder), folder.word)],
        role: 'unpack',
      };
    }
    if (has(parsed, '--configure', '--add-architecture')) {
      return { registers: [{ kind: 'packages', manager: 'apt' }], writes: debianWrites, role: 'configure' };
    }
    return { reads: [treeAt('/var/lib/dpkg')], role: 'inspect' };
  },
);

const queries = defineTool('apt-cache apt-config dpkg-query dpkg-architecture', { values: ['-c', '-o', '-f'] }, () => ({
  reads: [treeAt('/var/lib/dpkg')],
  role: 'inspect',
}));

const repositories = defineTool(
  'add-apt-repository apt-add-repository apt-key',
  { values: ['-k', '-p', '-s', '--keyserver', '--keyring'] },
  ({ tool, parsed, verb, file }) => ({
    verb: verb?.text ?? null,
    reads: argumentsFor(parsed, '--keyring').map(file),
    writes: [{ path: treeAt('/etc/apt'), persistence: 'registry' }],
    // Why: add-apt-repository fetches the package lists unless told not to (`-n`).
    caches: tool.endsWith('repository') && !has(parsed, '-n', '--no-update') ? [aptLists] : [],
    registers: [{ kind: 'repository', name: 'apt' }],
    network: true,
    role: 'configure',
  }),
);

/** Marks decide what `--auto-remove` takes: facts/packages.ts follows them. */
const marks = defineTool('apt-mark', { values: ['-f', '-c', '-o'] }, ({ verb }) => ({
  verb: verb?.text ?? null,
  writes: /^show/.test(verb?.text ?? 'show')
    ? []
    : [{ path: treeAt('/var/lib/apt/extended_states'), persistence: 'registry' }],
  role: 'configure',
}));

const settings = defineTool(
  'debconf-set-selections dpkg-reconfigure dpkg-divert',
  { values: [] },
  ({ tool, verb }) => ({
    verb: verb?.text ?? null,
    writes: [{ path: treeAt('/var/lib/dpkg'), persistence: 'registry' }],
    registers: [{ kind: 'other', name: tool }],
    role: 'configure',
  }),
);

export const dpkgTools: readonly Tool[] = [dpkg, queries, repositories, marks, settings];

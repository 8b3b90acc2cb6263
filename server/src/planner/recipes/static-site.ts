// Sites that a server of static files hands out: where the container starts nothing but `serve` or the like on a folder
// that the build makes, that folder alone is of use at run time. It knows no web server that reads settings of its own.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, type StageView } from '../stage-view.ts';

/** Servers of static files by their program, each with its options that take a value. */
const servers: Readonly<Record<string, ReadonlySet<string>>> = {
  serve: new Set(['-l', '--listen', '-p', '-c', '--config', '--ssl-cert', '--ssl-key', '--ssl-pass', '-L', '-d']),
  'http-server': new Set(['-p', '--port', '-a', '-c', '-t', '-P', '--proxy', '-e', '--ext', '-C', '-K', '--base-dir']),
};

/** A settings file, a proxy or a certificate is read from elsewhere. */
const readsMore = /^(?:-c|--config|--ssl|-C|-K|-S|--tls|-P|--proxy)/;

/** The one folder that the container serves; null where it does more, or where something else brings the folder. */
export function servedFolder(view: StageView, roots: Roots): string | null {
  const [program = '', ...words] = roots.argv;
  const withValue = Object.hasOwn(servers, program) ? servers[program] : undefined;
  const { healthcheck, entrypoint, workingFolder } = view.snapshot.config;
  if (withValue === undefined || healthcheck !== null || entrypoint !== null || roots.unread.length > 0) return null;
  const installed = view.units.some(({ steps }) =>
    steps.some((step) =>
      languageInstalls(step).some(
        ({ into, packages }) => into.kind === 'system' && packages.some(({ name }) => name === program),
      ),
    ),
  );
  if (!installed || words.some((word) => (program === 'serve' || !word.startsWith('-c')) && readsMore.test(word)))
    return null;
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) operands.push(word);
    else if (withValue.has(word)) at++;
  }
  const [folder] = operands;
  if (operands.length !== 1 || folder === undefined || /[$*?\s]/.test(folder)) return null;
  const path = joinPath(workingFolder, folder);
  const copied = view.units.some(
    ({ facts }) => facts.copy?.writes.some((write) => isWithin(path, write.path)) === true,
  );
  return copied || path === workingFolder || !isWithin(workingFolder, path) ? null : path;
}

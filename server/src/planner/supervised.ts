// What a process manager starts by its settings: the programs of supervisord's sections and of a Procfile, where the
// context has them. It follows none of these programs itself.
import { joinPath } from '../effects/path-set.ts';
import { contextTexts, textInImage } from './context-view.ts';
import type { StageView } from './stage-view.ts';

interface SupervisedProgram {
  /** Shell text. */
  readonly command: string;
  /** Absolute folder that it starts in. */
  readonly folder: string;
  readonly why: string;
}

interface Supervised {
  readonly programs: readonly SupervisedProgram[];
  /** Image path of settings that were not read; null where something was. */
  readonly unread: string | null;
}

/** What argv starts by way of settings, from a folder; null where argv is no process manager. */
export function supervisedBy(view: StageView, argv: readonly string[], folder: string): Supervised | null {
  const [name = '', ...words] = argv;
  if (name === 'supervisord') return bySupervisor(view, words, folder);
  return /^(?:foreman|honcho|goreman|overmind|hivemind)$/.test(name) ? byProcfile(view, words, folder) : null;
}

function bySupervisor(view: StageView, words: readonly string[], folder: string): Supervised {
  const named = optionValue(words, '-c', '--configuration');
  const own = named === null ? null : textInImage(view.snapshot, view.units, joinPath(folder, named));
  // Why: settings include others by patterns; a file of the context that looks like one counts.
  const texts = new Set(contextTexts(view.snapshot, ['.conf', '.ini', '.cfg']).map(({ text }) => text));
  if (own !== null) texts.add(own.text);
  // Why: settings are also written by a RUN or COPY of the Dockerfile itself.
  for (const { syntax } of view.units.map(({ instruction }) => instruction))
    for (const { bodySpan } of syntax.heredocs) texts.add(syntax.text.slice(bodySpan.from, bodySpan.to));
  const programs = [...texts].flatMap((text) => programsOf(text, folder));
  const path = joinPath(folder, named ?? '/etc/supervisor/supervisord.conf');
  return { programs, unread: programs.length === 0 ? path : null };
}

/** Programs of supervisord's sections, `%(…)s` left as written. */
function programsOf(text: string, folder: string): readonly SupervisedProgram[] {
  return text.split(/^(?=\[)/m).flatMap((section) => {
    if (!/^\[(?:program|eventlistener|fcgi-program):/.test(section)) return [];
    // Why: a value goes on in lines that begin with white space, and ` ;` begins a comment.
    const lines = section.replaceAll(/\n[ \t]+/g, ' ').split('\n');
    const valueOf = (name: string): string => {
      const line = lines.find((each) => each.slice(0, Math.max(0, each.indexOf('='))).trim() === name) ?? '';
      return (line.slice(line.indexOf('=') + 1).split(' ;')[0] ?? '').trim();
    };
    const command = valueOf('command');
    const start = joinPath(folder, valueOf('directory') || '.');
    return command === '' ? [] : [{ command, folder: start, why: 'supervisord runs it' }];
  });
}

/** A Procfile has `name: command` in each line. */
function byProcfile(view: StageView, words: readonly string[], folder: string): Supervised {
  const path = joinPath(folder, optionValue(words, '-f', '--procfile') ?? 'Procfile');
  const file = textInImage(view.snapshot, view.units, path);
  const programs = (file?.text ?? '').split('\n').flatMap((line) => {
    const command = /^[\w-]+:(.*)$/.exec(line)?.[1]?.trim() ?? '';
    return command === '' ? [] : [{ command, folder, why: `${path} names it` }];
  });
  return { programs, unread: file === null ? path : null };
}

/** Value of an option in the next word or behind `=`; null where it is not given. */
function optionValue(words: readonly string[], short: string, long: string): string | null {
  const at = words.findIndex((word) => word === short || word === long);
  if (at >= 0) return words[at + 1] ?? null;
  return words.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1) ?? null;
}

// What builders write into an image's history, brought to one form: keyword and text of the instruction. The classic
// builder, BuildKit, Podman with Buildah, and kaniko each have a dialect; none is a specification.
import type { HistoryEntry } from './config.ts';

export interface HistoryCommand {
  /** `RUN`, `COPY` … in upper case; null where the entry tells none (imported bases). */
  readonly keyword: string | null;
  /** What follows the keyword, blanks collapsed; a RUN's shell and build arguments removed as far as they can be told. */
  readonly text: string;
}

const keywordPattern =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?=\s|$)/;
const noOperation = '#(nop)';
const defaultShell = '/bin/sh -c ';

/** Reads an entry's `created_by`. */
export function readHistoryCommand(entry: HistoryEntry): HistoryCommand {
  const created = entry.createdBy.replace(/ # buildkit\s*$/, '');
  const marker = created.indexOf(noOperation);
  // Why: only the classic builder and Buildah mark what ran no command, right after the shell.
  if (marker >= 0 && marker <= 40) return split(created.slice(marker + noOperation.length));
  const collapsed = collapse(created);
  if (collapsed === '') return { keyword: null, text: '' };
  if (keywordPattern.test(collapsed)) {
    const { keyword, text } = split(collapsed);
    return { keyword, text: keyword === 'RUN' ? withoutShell(text) : text };
  }
  return { keyword: 'RUN', text: withoutShell(collapsed) };
}

/** The command on one line for people, at most 300 characters. */
export function formatHistoryCommand({ keyword, text }: HistoryCommand): string {
  const line = keyword === null ? text : `${keyword} ${text}`.trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Every run of white space as one blank, none at the ends. */
export function collapse(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}

function split(text: string): HistoryCommand {
  const collapsed = collapse(text);
  const keyword = keywordPattern.exec(collapsed)?.[1] ?? null;
  return { keyword, text: keyword === null ? collapsed : collapsed.slice(keyword.length).trim() };
}

/** `|1 FOO=bar /bin/sh -c make` and `/bin/sh -c make` are both `make`. */
function withoutShell(text: string): string {
  if (text.startsWith(defaultShell)) return text.slice(defaultShell.length);
  if (!/^\|\d/.test(text)) return text;
  const shell = text.indexOf(` ${defaultShell}`);
  return shell < 0 ? text : text.slice(shell + 1 + defaultShell.length);
}

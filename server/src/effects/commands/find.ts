// find with -delete and -exec: which files it finds is not known, only where it looks; without a test it finds all.
import type { Argument } from '../arguments.ts';
import { argumentsOf, pathsOf } from '../arguments.ts';
import { list } from '../define-tool.ts';
import type { PathPattern, Tool } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';
import { globAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

/** Tests and options that leave nothing of a tree out but folders and the top itself. */
const harmless = new Set([
  '-delete',
  '-depth',
  '-d',
  '-xdev',
  '-mount',
  '-print',
  '-print0',
  '-noleaf',
  '-follow',
  '-ignore_readdir_race',
]);

const find: Tool = {
  names: ['find', 'gfind'],
  effect(words, context) {
    const args = argumentsOf(words.slice(1), context);
    const split = args.findIndex(
      (each, at) => /^[-(!]/.test(each.prefix) && !(at === 0 && /^-[HLPO]/.test(each.prefix)),
    );
    const starts = (split < 0 ? args : args.slice(0, split)).filter((each) => !each.prefix.startsWith('-'));
    const expression = split < 0 ? [] : args.slice(split);
    const roots =
      starts.length === 0
        ? [{ path: { kind: 'tree', path: context.workingFolder } as PathPattern, word: null }]
        : starts.map((each) => ({ path: pathsOf(each, context, 'tree'), word: each.word }));
    const all = findsAll(expression);
    const found = roots.map(({ path, word }) => ({ path: all ? allBelow(path) : unknownBelow(path.path), word }));
    const executed = executedBy(expression);
    const base = { tool: 'find', needs: ['find'], reads: roots.map(({ path }) => path) };
    if (expression.some((each) => each.text === '-delete') || executed.includes('rm')) {
      return makeEffect({ ...base, deletes: found, role: 'clean' });
    }
    if (executed.some((name) => /^(?:chown|chgrp)$/.test(name))) {
      return makeEffect({ ...base, touches: found.map((each) => ({ ...each, change: 'owner' })), role: 'files' });
    }
    if (executed.includes('chmod')) {
      return makeEffect({ ...base, touches: found.map((each) => ({ ...each, change: 'mode' })), role: 'files' });
    }
    if (executed.every((name) => quiet.has(name))) return makeEffect({ ...base, role: 'inspect' });
    return makeEffect({
      ...base,
      known: executed.every((name) => /^(?:strip|sed|touch|ln|gzip)$/.test(name)),
      writes: found.map(({ path }) => writeTo(path)),
      role: 'files',
    });
  },
};

/** Commands that change nothing of what they are given. */
const quiet = new Set(
  list(
    'ldd file grep egrep ls stat test cat head readlink realpath basename dirname echo printf scanelf nm strings du wc sha256sum md5sum true',
  ),
);

/** Commands of -exec and -execdir, and of `-exec sh -c` the shell. */
function executedBy(expression: readonly Argument[]): readonly string[] {
  return expression.flatMap(({ text }, at) => {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(text ?? '')) return [];
    const name = expression[at + 1]?.text ?? '?';
    return [name.slice(name.lastIndexOf('/') + 1)];
  });
}

function findsAll(expression: readonly Argument[]): boolean {
  for (let at = 0; at < expression.length; at++) {
    const text = expression[at]?.text ?? '';
    if (text === '-mindepth' && /^[01]$/.test(expression[at + 1]?.text ?? '')) at++;
    else if (text === '-type' && expression[at + 1]?.text === 'f') at++;
    else if (/^-(?:exec|execdir)$/.test(text)) {
      const end = expression.findIndex((each, place) => place > at && /^[;+]$/.test(each.text ?? ''));
      at = end < 0 ? expression.length : end;
    } else if (!harmless.has(text)) return false;
  }
  return true;
}

function allBelow(path: PathPattern): PathPattern {
  return path.kind === 'tree' ? globAt(`${path.path === '/' ? '' : path.path}/*`) : path;
}

export const findTools: readonly Tool[] = [find];

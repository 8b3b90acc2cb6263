// Browsers that test and scraping libraries download: Playwright, Puppeteer and Cypress. Each keeps them in a cache folder
// of the user, where the library finds them at run time: they are no cache that may be emptied.
import { argumentsOf, type Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CommandContext, Effect, Tool } from '../effect.ts';
import { below, treeAt, unknownBelow } from '../path-set.ts';

function userCache(context: CommandContext): string {
  return context.variable('XDG_CACHE_HOME') ?? `${below(context.home)}/.cache`;
}

function folderOf(program: string, context: CommandContext): string {
  switch (program) {
    case 'playwright':
      return context.variable('PLAYWRIGHT_BROWSERS_PATH') ?? `${userCache(context)}/ms-playwright`;
    case 'cypress':
      return context.variable('CYPRESS_CACHE_FOLDER') ?? `${userCache(context)}/Cypress`;
    default:
      return context.variable('PUPPETEER_CACHE_DIR') ?? `${userCache(context)}/puppeteer`;
  }
}

/** `@playwright/test`, `playwright@1.50.0`, `@puppeteer/browsers` → the library whose browsers they are. */
function libraryOf(program: string): string | null {
  const bare = program.replace(/^(.[^@]*)@.*$/, '$1');
  if (/^(?:playwright(?:-core)?|@playwright\/test)$/.test(bare)) return 'playwright';
  if (/^(?:puppeteer|@puppeteer\/browsers)$/.test(bare)) return 'puppeteer';
  return bare === 'cypress' ? 'cypress' : null;
}

/**
 * What a call of one of the libraries' programs does, `args[0]` being its name; null where it is none of them. System
 * packages that `--with-deps` and `install-deps` bring are said to come from the distribution, unnamed.
 */
export function browserEffect(args: readonly Argument[], { context }: Call): Partial<Effect> | null {
  const [program, verb, ...rest] = args;
  const library = libraryOf(program?.text ?? '');
  if (library === null) return null;
  const tool = library;
  const texts = rest.map(({ text }) => text ?? '');
  const withPackages = verb?.text === 'install-deps' || texts.includes('--with-deps');
  if (verb?.text !== 'install' && verb?.text !== 'install-deps')
    return { tool, verb: verb?.text ?? null, role: 'test' };
  const isDry = texts.includes('--dry-run') || texts.includes('--list');
  const folder = folderOf(library, context);
  return {
    tool,
    verb: verb.text,
    writes: [
      ...(verb.text === 'install' && !isDry
        ? [
            {
              path: folder.startsWith('/') ? treeAt(folder) : unknownBelow(context.workingFolder),
              persistence: 'artifact' as const,
            },
          ]
        : []),
      ...(withPackages && !isDry ? [{ path: unknownBelow('/usr'), persistence: 'artifact' as const }] : []),
    ],
    network: !isDry,
    role: 'install',
  };
}

const browsers = defineTool(
  'playwright cypress puppeteer',
  { values: list('-b --browser'), operandEnds: true },
  (call) => browserEffect(argumentsOf(call.words, call.context), call),
);

export const browserTools: readonly Tool[] = [browsers];

// `playwright install` without a name downloads Chromium with its headless shell, Firefox and WebKit, about a gigabyte, of
// which a program uses one. Reported where they end up in a layer that ships.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { argumentsOf } from '../effects/arguments.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { isWithin } from '../effects/path-set.ts';
import { isMounted } from './parts/left-caches.ts';
import { commandOf, editsAt, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const names = /^(?:chromium|chrome|msedge|firefox|webkit)(?:-[\w-]+)?$|^ffmpeg$/;

/** What stands behind `install`; null where it is not known. */
function namedBrowsers({ command, context }: CommandFacts): readonly string[] | null {
  const from = command.words.findIndex(({ value }) => value === 'install');
  const args = argumentsOf(command.words.slice(from + 1), context);
  return args.some(({ text }) => text === null)
    ? null
    : args.flatMap(({ text }) => (names.test(text ?? '') ? [text ?? ''] : []));
}

function goesAway({ commands }: InstructionFacts, { command, effect }: CommandFacts): boolean {
  const folder = effect.writes[0]?.path.path;
  return commands.some(
    (later) =>
      later.command.index > command.index &&
      folder !== undefined &&
      later.effect.deletes.some(({ path }) => path.kind !== 'unknown' && isWithin(path.path, folder)),
  );
}

function* checkBrowsers(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return;
  for (const command of facts.commands) {
    const { effect } = command;
    if (effect.tool !== 'playwright' || effect.verb !== 'install' || effect.role !== 'install') continue;
    const browsers = namedBrowsers(command);
    const folder = effect.writes[0]?.path;
    if (browsers === null || folder === undefined || isMounted(facts, folder.path) || goesAway(facts, command))
      continue;
    if (browsers.length === 0)
      yield {
        span: headSpan(command),
        message: `Chromium, Firefox and WebKit are installed (${folder.path}): name the one that is used`,
      };
  }
}

function fixBrowsers(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command?.command.words.find(({ value }) => value === 'install');
  if (facts === undefined || verb === undefined || command?.command.exact !== true) return [];
  return ['chromium', 'firefox', 'webkit'].map((browser, at): Fix => ({
    id: browser,
    title: `Install ${browser} alone`,
    // Why: which one the program starts is not in this file.
    applicability: 'unsafe',
    edits: editsAt(snapshot, facts, [insertWord(verb.span, browser)]),
    ...(at === 0 ? { preferred: true } : {}),
  }));
}

export const everyPlaywrightBrowserInstalled: Rule = {
  meta: {
    id: 'every-playwright-browser-installed',
    summary: 'Playwright installs all of its browsers where one is used',
    group: 'dependencies',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://playwright.dev/docs/browsers#install-browsers'],
  },
  checkInstruction: checkBrowsers,
  fix: fixBrowsers,
};

// Puppeteer and Playwright download a browser of their own when they are installed, also where the distribution's Chromium
// is installed for them. Reported where package.json names the library, a browser is installed as a package, and nothing
// says that the download is to be skipped.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { joinPath } from '../effects/path-set.ts';
import { insertBefore } from './parts/instructions.ts';
import { readPackageJson } from '../build-context/package-json.ts';
import { factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { textAt } from './parts/started-program.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const browsers =
  /^(?:chromium(?:-browser|-chromedriver)?|google-chrome(?:-\w+)?|chromium-swiftshader|firefox(?:-esr)?)$/;

const browserIn: (facts: InstructionFacts) => string | null = remembered(({ commands, syntax }) => {
  if (syntax.keyword !== 'RUN') return null;
  for (const { effect } of commands)
    for (const { manager, packages } of effect.installs) {
      if (!/^(?:apt|apk|dnf|yum|microdnf)$/.test(manager)) continue;
      const named = packages.find(({ name }) => browsers.test(name));
      if (named !== undefined) return named.name;
    }
  return null;
});

const skips = ['PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_SKIP_CHROMIUM_DOWNLOAD', 'PUPPETEER_EXECUTABLE_PATH'];

function isSkipped({ commands, before }: InstructionFacts): boolean {
  const isSet = skips.some(
    (name) =>
      before.variable(name) !== undefined || commands.some(({ context }) => context.variable(name) !== undefined),
  );
  return isSet || commands.some(({ command }) => command.words.some(({ value }) => value === '--ignore-scripts'));
}

function* checkBrowsers(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  const browser = chain.map(browserIn).find((name) => name !== null);
  if (browser === undefined) return;
  for (const facts of chain) {
    if (facts.syntax.keyword !== 'RUN' || isSkipped(facts)) continue;
    for (const command of facts.commands) {
      const [install] = command.effect.installs;
      if (install === undefined || !/^(?:npm|yarn|pnpm|bun)$/.test(install.manager)) continue;
      const manifest = install.manifests.find(({ role }) => role === 'manifest')?.path;
      const text = manifest === undefined ? undefined : textAt(snapshot, joinPath('/', manifest))?.text;
      const read = text === undefined ? null : readPackageJson(text);
      const named = [
        ...install.packages.map(({ name }) => name),
        ...(read?.dependencies ?? []),
        ...(install.development === true ? (read?.devDependencies ?? []) : []),
      ];
      if (!named.includes('puppeteer')) continue;
      yield {
        facts,
        span: headSpan(command),
        message: `Puppeteer downloads a Chrome of its own beside the package ${browser}`,
      };
      return;
    }
  }
}

function fixBrowsers(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || finding.instruction === null || snapshot.facts[finding.instruction] !== facts) return [];
  const line = insertBefore(snapshot, facts, ['ENV PUPPETEER_SKIP_DOWNLOAD=true']);
  if (line === null) return [];
  return [
    {
      id: 'skip-download',
      title: 'Leave the download out (PUPPETEER_SKIP_DOWNLOAD)',
      // Why: the program has to be told where the other browser lies, if it is not yet.
      applicability: 'unsafe',
      edits: [line],
      preferred: true,
    },
  ];
}

export const browserDownloadedTwice: Rule = {
  meta: {
    id: 'browser-downloaded-twice',
    summary: "Puppeteer's own browser is downloaded beside the distribution's",
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pptr.dev/guides/configuration#environment-variables'],
    wants: ['package.json'],
  },
  checkFile: checkBrowsers,
  fix: fixBrowsers,
};

// `composer install` brings what `require-dev` names too: PHPUnit, static analysis, debuggers. In an image that serves they
// weigh for nothing, and debuggers slow it down. Reported where they end up in a layer that ships.
import type { Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { developmentInstalls } from './parts/development-installs.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

function* checkInstalls(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, command, manifest } of developmentInstalls(snapshot, ['composer'])) {
    if (manifest !== null && !/"require-dev"\s*:\s*\{\s*"/.test(manifest)) continue;
    yield {
      facts,
      span: headSpan(command),
      message: 'development packages stay in this layer: --no-dev leaves them out',
    };
  }
}

function fixInstalls(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || verb === undefined || command?.command.exact !== true) return [];
  return [
    {
      id: 'no-dev',
      title: 'Leave development packages out (--no-dev)',
      // Why: a script of composer.json, or the program, may call what is only there for development.
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, '--no-dev')]),
      preferred: true,
    },
  ];
}

export const composerDevelopmentPackagesInstalled: Rule = {
  meta: {
    id: 'composer-development-packages-installed',
    summary: 'Development packages of a PHP project end up in the image',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://getcomposer.org/doc/03-cli.md#install-i'],
    wants: ['composer.json'],
    curedBySplit: true,
  },
  checkFile: checkInstalls,
  fix: fixInstalls,
};

// `gem install` builds documentation of every gem, for `ri` and as pages, unless a flag or a gemrc says otherwise: bytes in
// the layer and minutes of the build. The official Ruby images say otherwise.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const off = /^(?:-N|--no-document|--no-doc|--no-rdoc|--no-ri|--system)$/;

const documented: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ commands, syntax }) =>
  syntax.keyword !== 'RUN'
    ? []
    : commands.filter(
        ({ command, effect }) =>
          effect.tool === 'gem' &&
          effect.role === 'install' &&
          /^(?:install|i|update)$/.test(effect.verb ?? '') &&
          !command.words.some(
            ({ value, parts }) => off.test(value ?? '') || parts.some(({ kind }) => kind !== 'literal'),
          ),
      ),
);

/** A gemrc that says so is written or copied. */
const isConfigured: (facts: InstructionFacts) => boolean = remembered(
  ({ syntax }) =>
    /gemrc/.test(syntax.text) && (syntax.keyword === 'COPY' || /no-document|no-rdoc|no-ri\b/.test(syntax.text)),
);

function* checkGems(snapshot: Snapshot): Generator<FileFinding> {
  const { baseReference } = snapshot.target;
  if (/^(?:library\/)?(?:ruby|jruby)$/.test(baseReference?.repository ?? '')) return;
  for (const facts of shippingChain(snapshot)) {
    const found = documented(facts);
    const [first] = found;
    if (first !== undefined)
      yield* found.map((command) => ({
        facts,
        span: headSpan(command),
        message: 'documentation of the gems stays in this layer',
      }));
    if (first === undefined && isConfigured(facts)) return;
  }
}

function fixGems(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || verb === undefined || command?.command.exact !== true) return [];
  return [
    {
      id: 'no-document',
      title: 'Build no documentation (--no-document)',
      applicability: 'safe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, '--no-document')]),
      preferred: true,
    },
  ];
}

export const gemDocumentationInstalled: Rule = {
  meta: {
    id: 'gem-documentation-installed',
    summary: 'gem builds documentation that nobody reads in an image',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  },
  checkFile: checkGems,
  fix: fixGems,
};

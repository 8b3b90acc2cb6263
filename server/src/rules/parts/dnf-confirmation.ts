// What dnf, yum and their kin have in common where they ask for a confirmation: verbs, switches, settings.
import { dnfValues } from '../../effects/commands/rpm.ts';
import { argumentsFor } from '../../effects/options.ts';
import { isOn, type Asking } from './confirmation.ts';

/** How those of the family ask that are named. */
export function dnfAsking(tools: Asking['tools']): Asking {
  return {
    tools,
    verbs: new Set([
      ...['install', 'reinstall', 'localinstall', 'groupinstall', 'group', 'groups', 'groupupdate', 'groupremove'],
      ...['update', 'upgrade', 'distro-sync', 'downgrade', 'remove', 'erase', 'autoremove', 'swap', 'builddep'],
    ]),
    values: dnfValues,
    answers: ['-y', '--assumeyes', '--assumeno', '-h', '--help'],
    answeredBy: (parsed, { effect, context }) => {
      const given = argumentsFor(parsed, '--setopt')
        .map(({ text }) => /^(?:assumeyes|defaultyes)=(\w+)/i.exec(text ?? '')?.[1])
        .findLast((value) => value !== undefined);
      const onlyLists =
        effect.verb?.startsWith('group') === true && /^(?:list|info|summary)$/.test(parsed.operands[1]?.text ?? '');
      return onlyLists || isOn(given ?? context.setting('dnf yes'));
    },
    flag: '-y',
    after: 'verb',
  };
}

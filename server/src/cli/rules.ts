// `plimsoll rules`: every rule with its group, severity and aliases.
import { rules as allRules } from '../rules/index.generated.ts';
import { exitCodes, usageError, type Command } from './command.ts';
import { formatOption, parseOptions } from './parse-options.ts';

const usage = `usage: plimsoll rules [--format text|json]`;

export const rules: Command = {
  usage,
  run: (args, io) => {
    const options = parseOptions(args, { format: { type: 'string' } });
    if ('error' in options) return Promise.resolve(usageError(io, options.error, usage));
    const format = formatOption(options);
    if (format === null) return Promise.resolve(usageError(io, '--format is text or json', usage));
    const list = allRules.map(({ meta: { id, aliases, group, severity, fix } }) => ({
      id,
      aliases,
      group,
      severity,
      fix,
    }));
    const width = Math.max(...list.map(({ id }) => id.length));
    io.stdout(
      format === 'json'
        ? `${JSON.stringify({ rules: list }, null, 2)}\n`
        : list
            .map(({ id, group, severity, aliases }) =>
              `${id.padEnd(width)}  ${severity.padEnd(7)}  ${group}  ${aliases.join(', ')}`.trimEnd(),
            )
            .join('\n') + '\n',
    );
    return Promise.resolve(exitCodes.clean);
  },
};

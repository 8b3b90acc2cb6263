// The command line's process entry: picks the subcommand, hands it the real host, and turns signals into an abort.
// Each subcommand is loaded only when it is asked for.
import path from 'node:path';
import { exitCodes, type Command, type CommandIo } from './cli/command.ts';
import { besideThis, createNodeHost } from './host/node-host.ts';
import { provideCatalogues } from './knowledge/catalogues.ts';

const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  check: { summary: 'find what weighs in Dockerfiles', load: async () => (await import('./cli/check.ts')).check },
  fix: { summary: 'apply the fixes of findings', load: async () => (await import('./cli/fix.ts')).fix },
  split: { summary: 'rewrite one stage into several', load: async () => (await import('./cli/split.ts')).split },
  order: {
    summary: 'order layers so that a rebuild is short',
    load: async () => (await import('./cli/order.ts')).order,
  },
  size: { summary: 'sizes of base images and leaner ones', load: async () => (await import('./cli/size.ts')).size },
  estimate: {
    summary: 'what each line would weigh, without building',
    load: async () => (await import('./cli/estimate.ts')).estimate,
  },
  build: {
    summary: 'build an image and measure it line by line',
    load: async () => (await import('./cli/build.ts')).build,
  },
  measure: {
    summary: 'measure an image, an archive or an OCI folder',
    load: async () => (await import('./cli/measure.ts')).measure,
  },
  cache: {
    summary: 'what measuring keeps on this machine',
    load: async () => (await import('./cli/cache.ts')).cache,
  },
  rules: { summary: 'list the rules', load: async () => (await import('./cli/rules.ts')).rules },
  lsp: { summary: 'serve an editor', load: async () => (await import('./cli/lsp.ts')).lsp },
};

const width = Math.max(...Object.keys(commands).map((name) => name.length));
const usage = `usage: plimsoll COMMAND [OPTIONS]
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  .join('\n')}
plimsoll COMMAND --help says more. Exit codes: 0 clean, 1 findings or budget exceeded, 2 could not run.
`;

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function main(args: readonly string[]): Promise<number> {
  // Why: only a server has anything else to do while an image is read.
  const host = createNodeHost(args[0] === 'lsp' ? { threadFile: besideThis('measuring-thread.js') } : {});
  provideCatalogues((name) => host.readCatalogue(name));
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  const io: CommandIo = {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    host,
    signal: abort.signal,
    folder: path.resolve('.'),
    stdin: readStdin,
    columns: process.stdout.isTTY ? process.stdout.columns : 100,
    color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  };
  const [name = '', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout(usage);
    return exitCodes.clean;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    io.stderr(name === '' ? usage : `plimsoll: there is no command "${name}"\n${usage}`);
    return exitCodes.failed;
  }
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(`${command.usage}\n`);
    return exitCodes.clean;
  }
  return await command.run(rest, io);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Why: a reader that closed its end (`| head`) is no fault of ours.
  if (error.code === 'EPIPE') process.exit(exitCodes.clean);
  process.stderr.write(`plimsoll: the answer could not be written: ${error.message}\n`);
  process.exit(exitCodes.failed);
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `plimsoll: this is a fault of Plimsoll itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCodes.failed;
  },
);

// `node scripts/run.mjs with-engine [--containerd] [--no-bases] [--no-buildx] -- COMMAND…`: starts the test engine, runs the command
// with an environment that points at it, and ends the engine. For people who try things by hand, and for `.ci/run`.
import { spawn } from 'node:child_process';
import { isEngineSetUp, startEngine } from './support/engine-run.ts';

const usage = 'usage: with-engine [--containerd] [--no-bases] [--no-buildx] -- COMMAND…\n';

/** Runs a command on this terminal; answers its exit code. */
function runInForeground(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    // Why: the command ends with this process, however that ends; a signal that only reaches us must not leave it behind.
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...args], { env, stdio: 'inherit' });
    child.once('error', (error) => {
      process.stderr.write(`with-engine: ${error.message}\n`);
      resolve(2);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main(words: readonly string[]): Promise<number> {
  const split = words.indexOf('--');
  const flags = new Set(words.slice(0, split));
  const [command, ...rest] = words.slice(split + 1);
  const known = ['--containerd', '--no-bases', '--no-buildx'];
  if (split < 0 || command === undefined || [...flags].some((flag) => !known.includes(flag))) {
    process.stderr.write(usage);
    return 2;
  }
  const setUp = isEngineSetUp();
  if (!setUp.ready) {
    process.stderr.write(`with-engine: ${setUp.reason}; run ${setUp.command}\n`);
    return 2;
  }
  const engine = await startEngine({
    store: flags.has('--containerd') ? 'containerd' : 'overlay2',
    bases: !flags.has('--no-bases'),
  });
  process.stderr.write(`with-engine: Docker ${engine.version}, ${engine.store}, ${engine.env['DOCKER_HOST'] ?? ''}\n`);
  try {
    const env = flags.has('--no-buildx') ? engine.envWithoutBuildx : engine.env;
    return await runInForeground(command, rest, env);
  } finally {
    await engine.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`with-engine: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

// Whether an install of npm, Yarn, pnpm or Bun leaves development dependencies out, as far as its words and the environment
// tell. A file of settings (.npmrc) may say so too; it is not known here.
import type { Call } from '../define-tool.ts';
import type { PackageManager } from '../effect.ts';
import { argumentsFor, has } from '../options.ts';

function isOn(value: string | null | undefined): boolean {
  return !/^(?:false|0|no|off)$/i.test(value ?? '');
}

/** The value of a switch that may stand alone or with `=true` and `=false`; null where it is not given. */
function switched({ parsed }: Call, ...names: readonly string[]): boolean | null {
  const given = parsed.options.findLast(({ name }) => names.includes(name));
  return given === undefined ? null : isOn(given.value?.text);
}

function fromEnvironment({ context }: Call, manager: PackageManager, isBerry: boolean): boolean {
  const names = manager === 'yarn' ? ['YARN_PRODUCTION', 'NPM_CONFIG_PRODUCTION'] : ['NPM_CONFIG_PRODUCTION'];
  for (const name of names) {
    const value = context.variable(name) ?? context.variable(name.toLowerCase());
    if (value !== undefined && value !== '') return isOn(value);
  }
  const omitted = [
    context.variable('NPM_CONFIG_OMIT'),
    context.variable('npm_config_omit'),
    context.setting('npm omit'),
  ];
  const only = [context.variable('NPM_CONFIG_ONLY'), context.variable('npm_config_only'), context.setting('npm only')];
  if (omitted.some((value) => /\bdev\b/.test(value ?? '')) || only.some((value) => /^prod/.test(value ?? '')))
    return true;
  if (context.setting('npm production') === 'true' || context.setting('yarn production') === 'true') return true;
  // Why: Yarn 2 and later do not ask for NODE_ENV.
  return !isBerry && context.variable('NODE_ENV') === 'production';
}

/** True where what `devDependencies` names is not installed. */
export function omitsDevelopment(call: Call, manager: PackageManager): boolean {
  const { parsed } = call;
  if (argumentsFor(parsed, '--include').some(({ text }) => text === 'dev') || has(parsed, '--dev', '-D')) return false;
  const said = switched(call, '--production', '--prod', '-P', ...(manager === 'bun' ? ['-p'] : []));
  if (said !== null) return said;
  if (has(parsed, '--no-production')) return false;
  if (has(parsed, '--no-dev')) return true;
  if (argumentsFor(parsed, '--omit').some(({ text }) => /\bdev\b/.test(text ?? ''))) return true;
  if (argumentsFor(parsed, '--only').some(({ text }) => /^prod/.test(text ?? ''))) return true;
  return fromEnvironment(call, manager, has(parsed, '--immutable', '--immutable-cache'));
}

// Whether the image that ships stands on a toolchain's image and is built there: then the toolchain ships for nothing. It
// knows images and programs by their tables and judges no other weight.
import { sdkOf, type Sdk } from '../../knowledge/sdk-images.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { remembered } from './remembered.ts';
import { shippedBase, type ShippedBase } from './shipped-base.ts';
import { shippingChain } from './stage-chain.ts';
import { nameOfProgram, startedCommands, type StartedCommand } from './started-program.ts';
import { isInteractive } from './starting.ts';

export interface ShippedSdk {
  readonly base: ShippedBase;
  readonly sdk: Sdk;
  /** The first step that builds with it. */
  readonly building: InstructionFacts;
}

const asks = /^-{0,2}(?:version|help|info|list|fmt|format|lint|vet|clippy)$|^-[vVh]$/;
/** Verbs that fetch or look, for tools whose effects are not known. */
const fetching = /^(?:restore|fetch|update|resolve|deps|pub|init|new|env|clean|test|tool|login)$/;

/** The command makes something with the toolchain, rather than ask, fetch or test. */
function buildsWith(sdk: Sdk, command: CommandFacts): boolean {
  const { effect } = command;
  if (!sdk.builders.has(effect.tool)) return false;
  if (effect.role === 'compile') return true;
  if (effect.known) return false;
  const [, verb] = command.command.words;
  return verb !== undefined && verb.value !== null && !asks.test(verb.value) && !fetching.test(verb.value);
}

/** What starts runs the toolchain: `go run`, `cargo watch`, `gradle bootRun`, `dotnet watch`. */
function startsTools(sdk: Sdk, { argv }: StartedCommand): boolean {
  const name = nameOfProgram(argv[0] ?? '');
  if (!sdk.builders.has(name)) return false;
  // Why: `dotnet app.dll` runs a program by the host that the runtime image has too.
  return name !== 'dotnet' || !argv.some((word) => word.endsWith('.dll'));
}

/** The toolchain that ships though this very file builds with it; null where none does, or where it runs later too. */
export const shippedSdk: (snapshot: Snapshot) => ShippedSdk | null = remembered((snapshot) => {
  const base = shippedBase(snapshot);
  const sdk = base === null ? null : sdkOf(base.reference);
  if (base === null || sdk === null || isInteractive(snapshot)) return null;
  if (startedCommands(snapshot).some((started) => startsTools(sdk, started))) return null;
  const building = shippingChain(snapshot).find(
    ({ syntax, commands }) => syntax.keyword === 'RUN' && commands.some((command) => buildsWith(sdk, command)),
  );
  return building === undefined ? null : { base, sdk, building };
});

// The configuration of the image that ships, as the Dockerfile sets it: collected along the target's chain of stages.
// What the base image brings is not known here.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { expandIn } from '../dockerfile/variables.ts';
import type { InstructionFacts, RuntimeConfig, StageFacts } from './snapshot.ts';
import type { State } from './stage-state.ts';

/** The configuration at the end of the last of these stages; `chain` begins with the outermost parent. */
export function runtimeConfig(chain: readonly StageFacts[]): RuntimeConfig {
  let entrypoint: InstructionFacts | null = null;
  let cmd: InstructionFacts | null = null;
  let healthcheck: InstructionFacts | null = null;
  let stopSignal: string | null = null;
  const exposed = new Set<string>();
  const volumes = new Set<string>();
  const labels = new Map<string, string>();
  for (const stage of chain) {
    let ownCmd = false;
    for (const facts of stage.instructions) {
      const { syntax } = facts;
      switch (syntax.keyword) {
        case 'CMD':
          cmd = facts;
          ownCmd = true;
          break;
        case 'ENTRYPOINT':
          entrypoint = facts;
          // Why: BuildKit drops a CMD that was inherited when a stage sets its own ENTRYPOINT.
          if (!ownCmd) cmd = null;
          break;
        case 'HEALTHCHECK':
          healthcheck = syntax.healthcheck?.kind === 'NONE' ? null : facts;
          break;
        case 'STOPSIGNAL':
          stopSignal = expandedWords(facts)[0] ?? stopSignal;
          break;
        case 'EXPOSE':
          for (const port of expandedWords(facts)) exposed.add(port);
          break;
        case 'VOLUME':
          for (const volume of expandedWords(facts)) volumes.add(volume);
          break;
        case 'LABEL':
          for (const { name, value } of syntax.pairs) labels.set(expand(facts, name), expand(facts, value ?? ''));
          break;
        default:
      }
    }
  }
  const final = chain.at(-1)?.final;
  return {
    entrypoint,
    cmd,
    healthcheck,
    user: final?.user ?? 'root',
    workingFolder: final?.workingFolder ?? '/',
    environment: final?.environment() ?? new Map(),
    exposed: [...exposed],
    volumes: [...volumes],
    labels,
    stopSignal,
    shell: final?.shell ?? [],
  };
}

function expand(facts: InstructionFacts, raw: string): string {
  return expandIn((facts.before as State).core.variables, raw, facts.syntax.escape).value;
}

function expandedWords(facts: InstructionFacts): readonly string[] {
  const { syntax } = facts;
  const values: readonly string[] = syntax.json?.values ?? rawWords(syntax);
  return values.map((value) => expand(facts, value));
}

function rawWords(syntax: InstructionSyntax): readonly string[] {
  return syntax.words.map((word) => word.raw);
}

// In a build for another platform every stage runs in emulation unless its FROM says `--platform=$BUILDPLATFORM`: five to
// twenty times slower. Go cross-compiles by itself, and what a JavaScript bundler writes is the same on every platform. Told
// only where the file shows that it is built for several platforms.
import { findFlag } from '../dockerfile/flags.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { addFlag } from '../rewrite/run-edits.ts';
import { ofKeyword } from './parts/of-keyword.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { stageChain } from './parts/stage-chain.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const namesPlatform = remembered(
  ({ syntax }: InstructionFacts): boolean =>
    (syntax.keyword === 'ARG' || syntax.keyword === 'FROM') &&
    /\b(?:TARGET|BUILD)(?:PLATFORM|ARCH|OS|VARIANT)\b/.test(syntax.text),
);

/** Some stage asks for the platform, or is told one. */
function isForSeveral({ stages }: Snapshot): boolean {
  return stages.some((stage) => [...ofKeyword(stage, 'FROM'), ...ofKeyword(stage, 'ARG')].some(namesPlatform));
}

function isGoBuild({ command, effect }: CommandFacts): boolean {
  return effect.tool === 'go' && command.words.some(({ value }) => value === 'build' || value === 'install');
}

const goBuilds = remembered(({ commands }: InstructionFacts): boolean => commands.some(isGoBuild));

/** cgo needs a C compiler for the target platform. */
const usesCgo = remembered(({ syntax }: InstructionFacts): boolean =>
  /\bCGO_ENABLED[= ]["']?1|\bmusl-gcc\b|\bCC=/.test(syntax.text),
);

const staticServers = /^(?:library\/(?:nginx|caddy|httpd|busybox)|nginxinc\/nginx-unprivileged|bitnami\/nginx)$/;

/** The stage's work gives the same files on every platform, or files for another one. */
function isPortable(snapshot: Snapshot, stage: StageFacts): 'go' | 'static' | null {
  const { repository } = stage.baseReference ?? { repository: '' };
  if (repository === 'library/golang')
    return stage.instructions.some(goBuilds) && !stage.instructions.some(usesCgo) ? 'go' : null;
  if (repository !== 'library/node') return null;
  const { base } = snapshot.target.stage;
  const ships = snapshot.target.baseReference?.repository ?? '';
  const builds = stage.instructions.some(({ commands }) =>
    commands.some(({ command }) => command.words.some(({ value }) => value === 'build')),
  );
  return builds && (base.kind === 'scratch' || staticServers.test(ships)) ? 'static' : null;
}

function* checkStages(snapshot: Snapshot): Generator<FileFinding> {
  if (snapshot.stages.length < 2 || !isForSeveral(snapshot)) return;
  for (const stage of snapshot.stages) {
    const facts = stage.instructions[0];
    const word = facts?.syntax.from?.image ?? null;
    if (stage.ships || !stage.reachesFinalStage || facts === undefined || word === null) continue;
    if (stage.stage.base.kind !== 'image' || findFlag(facts.syntax, 'platform') !== null) continue;
    // Why: the stages that stand on it run where it runs.
    const above = snapshot.stages.filter((each) => each !== stage && stageChain(snapshot, each).includes(stage));
    const all = [stage, ...above];
    if (above.some((each) => each.ships) || all.some((each) => each.instructions.some(usesCgo))) continue;
    const kind = all.map((each) => isPortable(snapshot, each)).find((each) => each !== null);
    if (kind === undefined) continue;
    const message =
      kind === 'go'
        ? 'for another platform this stage compiles in emulation, though Go cross-compiles by itself'
        : 'for another platform this stage runs in emulation, though what it builds is the same on each';
    yield { facts, span: word.span, message, proof: { kind } };
  }
}

const target = 'GOOS=$TARGETOS GOARCH=$TARGETARCH';

/** Runs the stage on the machine's own platform; Go is told what to compile for. */
function buildPlatform(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const stage = snapshot.stages[(facts === undefined ? null : instructionOf(snapshot, facts)?.stage) ?? -1];
  if (facts === undefined || stage === undefined) return [];
  const edits = [...editsAt(snapshot, facts, [addFlag(facts.syntax, '--platform=$BUILDPLATFORM')])];
  if (finding.proof['kind'] === 'go' && !stage.instructions.some(({ syntax }) => /\bGOARCH=/.test(syntax.text))) {
    const builds = stage.instructions.flatMap((each) =>
      each.commands.filter(isGoBuild).map((build) => ({ each, build })),
    );
    if (builds.some(({ build }) => !build.command.exact)) return [];
    for (const { each, build } of builds) {
      const at = build.command.words[0]?.span.from ?? build.command.span.from;
      edits.push(...editsAt(snapshot, each, [{ span: { from: at, to: at }, newText: `${target} ` }]));
    }
    const first = builds[0] === undefined ? undefined : instructionOf(snapshot, builds[0].each);
    if (first === undefined) return [];
    const declared = stage.instructions
      .filter(({ syntax }) => syntax.keyword === 'ARG')
      .flatMap(({ syntax }) => syntax.pairs);
    const missing = ['TARGETOS', 'TARGETARCH'].filter((name) => !declared.some((pair) => pair.name === name));
    const { start } = first.range;
    if (missing.length > 0)
      edits.push({ range: { start, end: start }, newText: `ARG ${missing.join(' ')}${snapshot.dockerfile.lineEnd}` });
  }
  return [
    {
      id: 'build-platform',
      title: 'Run the stage on the platform of the machine that builds',
      applicability: 'unsafe',
      edits,
      preferred: true,
    },
  ];
}

export const emulatedBuilderStage: Rule = {
  meta: {
    id: 'emulated-builder-stage',
    summary: 'A build stage runs in emulation where it could cross-compile',
    group: 'cache',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-platform/#cross-compilation'],
  },
  checkFile: checkStages,
  fix: buildPlatform,
};

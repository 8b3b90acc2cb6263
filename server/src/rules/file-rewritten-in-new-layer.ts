// A layer holds whole files: `strip`, `sed -i` or `setcap` on a file of a lower layer writes all of it again, and `cp -r` of what
// a lower layer holds makes a second copy beside the first. Both copies are stored and pulled. Told where the text says which
// layer wrote it and that it is of weight; removing, moving and new owners or modes have rules of their own.
import { isInMount } from '../dockerfile/mounts.ts';
import { intersects } from '../effects/path-set.ts';
import type { PathPattern } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { writesMet, writtenAgain } from './parts/layer-writes.ts';
import { headSpan, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { weightAt } from './parts/weight-of-writes.ts';
import type { FileFinding, Rule } from './rule.ts';

const programTools = /^(?:strip|patchelf|upx|setcap)$/;

interface Again {
  readonly command: CommandFacts;
  readonly path: PathPattern;
}

/** What a RUN writes again that it has not written itself. */
const againOf: (facts: InstructionFacts) => readonly Again[] = remembered((facts) =>
  facts.syntax.keyword !== 'RUN'
    ? []
    : facts.commands.flatMap((command, index) =>
        writtenAgain(command)
          .filter((path) => path.kind !== 'unknown' && path.path !== '/' && !isOwn(facts, index, path))
          .map((path) => ({ command, path })),
      ),
);

function isOwn({ commands, mounts }: InstructionFacts, index: number, path: PathPattern): boolean {
  if (mounts.some((mount) => isInMount(mount, path.path))) return true;
  return commands
    .slice(0, index)
    .some(({ effect }) => effect.writes.some((write) => write.path.kind !== 'unknown' && intersects(write.path, path)));
}

function* checkRewrites(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot))
    for (const { command, path } of againOf(facts))
      for (const write of writesMet(snapshot, path)) {
        // Why: what these change is a program, so what was copied to its very place is that file and no folder.
        const isProgram = path.path === write.path.path && programTools.test(command.effect.tool);
        const weight = weightAt(snapshot.context, write, path, isProgram ? 'parts' : 'whole');
        if (weight === null) continue;
        const { bytes } = weight;
        const tool = command.effect.tool;
        const shown = path.kind === 'glob' ? path.pattern : path.path;
        const amount = bytes === null ? '' : ` (${formatBytes(bytes)})`;
        const line = String(lineOf(snapshot, write.facts) ?? 0);
        yield {
          facts,
          span: headSpan(command),
          message: `${tool} writes ${shown} again in this layer${amount}: line ${line} wrote it first`,
          ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
          proof: { path: shown },
        };
        break;
      }
}

export const fileRewrittenInNewLayer: Rule = {
  meta: {
    id: 'file-rewritten-in-new-layer',
    summary: 'A file of a lower layer is changed in place or copied, which stores it twice',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/engine/storage/drivers/#the-copy-on-write-cow-strategy'],
    curedBySplit: true,
  },
  checkFile: checkRewrites,
};

// `curl … | bash` runs whatever came: of a download that failed, nothing or its first half. The shell is content with that,
// so the RUN succeeds and the layer is kept, without what the script was to install.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { programOf } from './parts/called.ts';
import { factsOf } from './parts/places.ts';
import { pipefailFix } from './parts/pipes.ts';
import { scriptPipes } from './parts/script-pipes.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkScripts(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { download, interpreter, name } of scriptPipes(facts))
    yield {
      span: { from: download.command.span.from, to: interpreter.span.to },
      message: `when ${programOf(download)} fails, ${name} runs an empty script and this RUN succeeds without it`,
    };
}

export const failedDownloadRunAsScript: Rule = {
  meta: {
    id: 'failed-download-run-as-script',
    summary: 'A script is piped from a download whose failure goes unseen',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL4006'],
    references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  },
  checkInstruction: checkScripts,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    return [facts === undefined ? null : pipefailFix(snapshot, facts)].filter((fix) => fix !== null);
  },
};

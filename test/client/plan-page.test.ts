// The pages of a rewrite: what they say beside each line, what verifying showed, and that no text becomes markup.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PageFrame } from '../../client/src/plan-preview/frame.ts';
import { planPage, refusalPage } from '../../client/src/plan-preview/page.ts';
import type { PlanLine, PlanPreview, RewriteVerification } from '../../server/src/protocol.ts';

const frame: PageFrame = {
  file: 'app/Dockerfile',
  links: {
    apply: 'command:apply',
    compare: 'command:compare',
    verify: 'command:verify',
    measure: 'command:measure',
    restore: 'command:restore',
    reveal: (line) => `command:reveal?${line}`,
    place: (line, side) => `command:place?${line},${String(side)}`,
  },
  keys: { apply: 'Ctrl+Enter', verify: 'Ctrl+Shift+Enter' },
  trusted: true,
  notice: null,
};

function preview(lines: readonly PlanLine[], words = 'words'): PlanPreview {
  return {
    uri: 'file:///a',
    version: 1,
    title: words,
    kind: 'split',
    recipe: words,
    tier: 'slim',
    saving: { bytes: 1_130_000_000, unit: 'file', kind: 'estimated' },
    basis: [{ what: words, bytes: 5 }],
    assumptions: [words],
    places: [],
    verification: null,
    lines,
    edits: [],
    after: '',
  };
}

function line(mark: PlanLine['mark'], text: string, reason: string | null): PlanLine {
  const note =
    reason === null ? null : { reason, confidence: 'likely', move: 'new', bytes: 2_000_000, observed: false };
  const sides = { before: mark === 'added' ? null : 1, after: mark === 'removed' ? null : 1 };
  return { mark, text, ...sides, note, place: null };
}

function verification(words: string, label: RewriteVerification['label'] = 'verified'): RewriteVerification {
  const image = (diskBytes: number): RewriteVerification['before'] => ({
    diskBytes,
    layers: [{ command: `RUN /bin/sh -c ${words} # buildkit`, diskBytes }],
  });
  const outcome = label === 'failed' ? 'failed' : 'passed';
  return {
    label,
    verified: Date.UTC(2026, 0, 2),
    checks: [{ level: 'V3', what: words, outcome, seconds: 1.25, findings: [words], notes: [words] }],
    before: image(1_000_000_000),
    after: image(250_000_000),
    repairs: [words],
  };
}

describe('the page of a plan', () => {
  it('shows saving, reasons, confidence and bytes beside the lines', () => {
    const page = planPage(
      preview(
        [line('removed', 'FROM a', null), line('added', 'FROM b AS build', 'what compiles stays here')],
        '`gcc` stays',
      ),
      frame,
    );
    expect(page).toContain('≈ 1.13 GB');
    expect(page).toMatch(/class="why"[^>]*>what compiles stays here <span class="sure likely">likely/);
    expect(page).toContain('+2 MB');
    expect(page).toContain('<code>gcc</code> stays');
    expect(page).toMatch(/id="apply"[^>]*href="command:apply"/);
    expect(page).toMatch(/id="verify"[^>]*href="command:verify"/);
  });

  it('lets a line that has a choice be put into the other stage, and back', () => {
    const at = (chosen: boolean, side: 'builder' | 'both'): string =>
      planPage(preview([{ ...line('same', 'RUN x', 'why'), place: { line: 6, side, chosen } }]), frame);
    expect(at(false, 'builder')).toContain('href="command:place?6,final"');
    expect(at(false, 'builder')).not.toContain('href="command:place?6,builder"');
    expect(at(false, 'builder')).toContain('aria-label="Run line 7 in the final stage alone"');
    expect(at(false, 'both').match(/command:place\?6,/g)).toHaveLength(2);
    expect(at(true, 'builder')).toContain('href="command:place?6,null"');
    expect(planPage({ ...preview([]), places: [{ line: 6, side: 'final' }] }, frame)).toContain('command:restore');
  });

  it('shows the ladder and both images once it was verified', () => {
    const page = planPage({ ...preview([]), verification: verification('configuration') }, frame);
    expect(page).toContain('Verified');
    expect(page).toMatch(/1 GB → <strong>250 MB<\/strong>.*75 % less, measured/);
    expect(page).toMatch(/<tr class="passed"><th scope="row"><span class="level">V3<\/span> configuration/);
    expect(page.match(/class="image"/g)).toHaveLength(2);
    expect(page).toContain('Verify again');
  });

  it('offers no rewrite that was withdrawn, and says what failed', () => {
    const page = planPage({ ...preview([]), verification: verification('entry points', 'failed') }, frame);
    expect(page).toContain('Withdrawn');
    expect(page).not.toContain('id="apply"');
    expect(page).toContain('<tr class="failed">');
  });

  it('offers to run nothing in a folder that is not trusted', () => {
    expect(planPage(preview([]), { ...frame, trusted: false })).not.toContain('id="verify"');
  });

  it('shows the layers of a base that stays as one', () => {
    const base = [
      { command: 'base', diskBytes: 70_000_000 },
      { command: 'certificates', diskBytes: 5_000_000 },
    ];
    const image = (own: number): RewriteVerification['before'] => ({
      diskBytes: 75_000_000 + own,
      layers: [...base, { command: `RUN make ${own}`, diskBytes: own }],
    });
    const page = planPage(
      { ...preview([]), verification: { ...verification('x'), before: image(400_000_000), after: image(1_000_000) } },
      frame,
    );
    expect(page.match(/2 layers that both images have<\/code>/g)?.length).toBe(2);
    expect(page).toContain('75 MB');
    expect(page).not.toContain('certificates');
  });

  it('says what it was compared with, and how many lines rest on it', () => {
    const used = { image: 'app:1', measured: Date.UTC(2026, 0, 2), state: 'used' } as const;
    const [seen, other] = [
      line('added', 'COPY --from=build /a /a', 'it lies in the layer'),
      line('same', 'RUN x', 'why'),
    ];
    const note = seen.note && { ...seen.note, observed: true };
    expect(planPage(preview([{ ...seen, note }, other]), frame, used)).toMatch(
      /1 line rests on the image that was measured <time[^>]*>2026-01-02 00:00 UTC<\/time> <code>app:1<\/code>/,
    );
    expect(planPage(preview([other]), frame, used)).toContain('Compared with the image that was measured');
    expect(planPage(preview([other]), frame, { ...used, state: 'unread' })).not.toContain('id="evidence"');
  });

  it('offers to build where an image would tell what the text does not', () => {
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } };
    const refusals = [{ code: 'unreadable-script', message: 'a script', range, excerpt: 'RUN sh x' }];
    expect(refusalPage(refusals, frame)).toMatch(/id="measure"[^>]*href="command:measure"/);
    const used = { image: 'app:1', measured: 0, state: 'used' } as const;
    expect(refusalPage(refusals, frame, used)).not.toContain('id="measure"');
    expect(refusalPage(refusals, { ...frame, trusted: false })).not.toContain('id="measure"');
    expect(refusalPage([{ ...refusals[0], code: 'no-entry-point' }] as typeof refusals, frame)).not.toContain(
      'id="measure"',
    );
  });

  it('gives every row the same number of cells, rows that are spanned included', () => {
    const mark = fc.constantFrom('same', 'removed', 'added' as const);
    const lines = fc.array(
      fc.tuple(mark, fc.option(fc.constant('why'))).map(([of, reason]) => line(of, 'RUN x', reason)),
    );
    fc.assert(
      fc.property(lines, (given) => {
        const table = planPage(preview(given), frame).split('id="diff"')[1] ?? '';
        const body = table.split('<tbody>')[1]?.split('</tbody>')[0] ?? '';
        let open = 0;
        for (const row of body.split('</tr>').filter((text) => text.includes('<tr'))) {
          const span = Number(/class="why" rowspan="(\d+)"/.exec(row)?.[1] ?? 0);
          expect(open === 0 ? span > 0 : span === 0).toBe(true);
          open = (open === 0 ? span : open) - 1;
        }
        expect(open).toBe(0);
      }),
    );
  });

  it('lets no text become markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hostile = `<script>alert(1)</script>"'&${text}`;
        const page = planPage(
          { ...preview([line('added', hostile, hostile)], hostile), verification: verification(hostile) },
          { ...frame, file: hostile, notice: hostile },
          { image: hostile, measured: 0, state: 'used' },
        );
        const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } };
        const refused = refusalPage([{ code: 'x', message: hostile, range, excerpt: hostile }], frame);
        for (const body of [page, refused]) {
          expect(body).not.toMatch(/<script/i);
          expect(body).not.toMatch(/\son\w+=|style="/i.test(text) ? /<script/ : /\son\w+="|style="/i);
        }
        expect(refused).toContain('Line 3');
      }),
    );
  });
});

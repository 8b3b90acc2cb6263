// The drawings of a page: as wide as heavy, within their folder, dead bytes hatched, and the policy of the page allows them.
import { expect, test } from 'vitest';
import { measure } from '../../server/src/cli/measure.ts';
import { runCommand } from '../cli/support.ts';
import { oldDockerSave } from '../support/image-archive.ts';
import { writeTar } from '../support/tar-writer.ts';

const bytes = (count: number): string => 'x'.repeat(count);
const image = oldDockerSave({
  layers: [
    writeTar([
      { name: 'usr/local/lib/model', content: bytes(600_000) },
      { name: 'tmp/gone', content: bytes(300_000) },
    ]),
    writeTar([{ name: 'tmp/.wh.gone' }, { name: 'app/<b>', content: bytes(100_000) }]),
  ],
  history: [{ created_by: 'RUN make' }, { created_by: 'COPY . /app' }],
});

async function page(): Promise<string> {
  const ran = await runCommand(measure, ['archive:a.tar', '--format', 'html'], { 'a.tar': image });
  expect(ran.code).toBe(0);
  return ran.stdout;
}

/** Boxes by what their tip says first: left edge and width. */
function boxesOf(html: string): ReadonlyMap<string, readonly [number, number]> {
  const boxes = /<g><title>([^:]+): [^<]*<\/title><rect class="[^"]*" x="([\d.]+)" y="\d+" width="([\d.]+)"/g;
  return new Map([...html.matchAll(boxes)].map(([, name = '', x, width]) => [name, [Number(x), Number(width)]]));
}

test('a box is as wide as heavy and stands within its folder', async () => {
  const boxes = boxesOf(await page());
  expect(boxes.get('layer #0')).toEqual([0, 900]);
  expect(boxes.get('layer #1')).toEqual([900, 100]);
  // Folders that hold but one folder are one box.
  expect(boxes.get('/usr/local/lib')).toEqual([0, 600]);
  expect(boxes.get('/usr/local/lib/model')).toEqual([0, 600]);
  expect(boxes.get('/tmp/gone')).toEqual(boxes.get('/tmp'));
  expect(boxes.get('/app/&lt;b&gt;')).toEqual([900, 100]);
});

test('what died is hatched, each drawing has a caption and says where the same stands in words', async () => {
  const html = await page();
  expect(html).toContain('layer #0: 900 kB, of which 300 kB died later');
  expect(html.match(/class="dead"[^>]* width="300\.0"/g)?.length).toBe(4);
  expect(html.match(/<pattern /g)?.length).toBe(1);
  for (const place of [0, 1]) {
    expect(html).toContain(`<figcaption id="figure-${String(place)}">`);
    expect(html).toContain(`aria-labelledby="figure-${String(place)}"`);
  }
  expect(html).not.toMatch(/<script|<image|style="|url\((?!#dead\))/);
});

test('an image without files has no drawing', async () => {
  const empty = oldDockerSave({ layers: [writeTar([{ name: 'etc/', type: '5' }])] });
  const { stdout } = await runCommand(measure, ['archive:a.tar', '--format', 'html'], { 'a.tar': empty });
  expect(stdout).not.toContain('<figure>');
});

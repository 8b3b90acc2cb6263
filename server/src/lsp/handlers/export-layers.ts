// plimsoll/exportLayers: a measured image as a document that can be passed on; the editor writes it where the person says.
import { mapOf } from '../../features/layer-tree.ts';
import type { BuildResult } from '../../image/build-outcome.ts';
import { readTree } from '../../operations/keep-tree.ts';
import { measureJson } from '../../report/measure-json.ts';
import { measureReport } from '../../report/measure-report.ts';
import { measureCsv } from '../../report/measure-csv.ts';
import { reportHtml } from '../../report/report-html.ts';
import { reportMarkdown } from '../../report/report-markdown.ts';
import type { ExportAnswer, ExportParams } from '../../protocol.ts';
import { baseNameOf, folderOf } from '../../session/file-uri.ts';
import { recordOf } from '../layer-views.ts';
import type { ServerContext } from '../server-context.ts';

const endings = { json: 'json', csv: 'csv', markdown: 'md', html: 'html' } as const;

export async function handle(context: ServerContext, params: ExportParams): Promise<ExportAnswer | null> {
  const record = await recordOf(context, params);
  if (record === null) return null;
  const { dockerfile } = record.result;
  const name = `${baseNameOf(folderOf(dockerfile))}-layers.${endings[params.format]}`;
  return { name: name.replaceAll(/[^\w.-]/g, '-'), text: await textOf(context, record.result, params.format) };
}

async function textOf(
  { session: { host } }: ServerContext,
  { image, imageId }: BuildResult,
  format: ExportParams['format'],
): Promise<string> {
  if (format === 'json')
    return `${JSON.stringify(measureJson({ image, comparison: null, dive: null, budgets: [] }), null, 2)}\n`;
  if (format === 'csv') return measureCsv(image);
  const tree = format === 'html' ? await readTree(host, imageId) : null;
  const map = tree === null ? null : mapOf(tree, 0);
  const report = measureReport(image, { wanted: { files: true, packages: true }, map });
  return format === 'html' ? reportHtml(report) : reportMarkdown(report);
}

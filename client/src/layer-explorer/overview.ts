// The head of the page: which image, its figures, and the whole as one bar with the base apart and the dead bytes inside the
// segment that wrote them. The bar's table twin is the one of the lines.
import type { ExportParams, LayerRow, LayerView } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { button, element } from './element.ts';
import type { PanelInputs } from './page-actions.ts';
import { colourOf, writerName } from './view-state.ts';

export function overview(inputs: PanelInputs): readonly HTMLElement[] {
  return [header(inputs), wholeBar(inputs)];
}

function header({ view, actions }: PanelInputs): HTMLElement {
  const day = new Date(view.measured);
  // Why: an image that was built without a tag goes by its id, whole or as the engine shortens it.
  const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(view.image);
  const name = isId ? view.image.replace(/^sha256:/, '').slice(0, 12) : view.dockerfile;
  const facts = [name, view.engine, view.platform, `measured ${day.toLocaleString()}`];
  const again = button('Build again', 'Build and measure this Dockerfile again', actions.buildAgain, 'action');
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'name' },
      element('h1', {}, isId ? view.dockerfile : view.image),
      element('p', { class: 'muted' }, facts.filter((fact) => fact !== null).join(' · ')),
    ),
    element('div', { class: 'actions' }, exportChoice(actions.exportAs), again),
    element('dl', { class: 'figures' }, ...figures(view)),
  );
}

const formats: readonly (readonly [ExportParams['format'], string])[] = [
  ['html', 'HTML report'],
  ['markdown', 'Markdown'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
];

function exportChoice(exportAs: (format: ExportParams['format']) => void): HTMLElement {
  const choice = element(
    'select',
    { id: 'export', class: 'action', 'aria-label': 'Export the figures', title: 'Export the figures' },
    element('option', { value: '' }, 'Export…'),
    ...formats.map(([value, label]) => element('option', { value }, label)),
  );
  choice.addEventListener('change', () => {
    const format = formats.find(([value]) => value === choice.value)?.[0];
    choice.value = '';
    if (format !== undefined) exportAs(format);
  });
  return choice;
}

function figures(view: LayerView): readonly HTMLElement[] {
  const own = view.rows.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  const lines = view.rows.length;
  const { base, before } = view;
  const figure = (name: string, value: string, detail: string, warn = false): HTMLElement =>
    element(
      'div',
      { class: warn ? 'warn' : undefined },
      element('dt', {}, name),
      element('dd', {}, element('strong', {}, value), element('span', { class: 'muted' }, detail)),
    );
  return [
    figure('Whole image', formatBytes(view.fileBytes), changeText(view.fileBytes, before?.fileBytes)),
    figure('Base', base === null ? 'unknown' : formatBytes(base.fileBytes), base?.reference ?? 'no base found'),
    figure('Own lines', formatBytes(own), `${lines} ${lines === 1 ? 'line writes' : 'lines write'}`),
    figure('Dead', formatBytes(view.deadBytes), 'hidden or removed later', view.deadBytes > 0),
    ...(view.downloadBytes === null ? [] : [figure('Download', formatBytes(view.downloadBytes), 'compressed')]),
  ];
}

/** `12 MB more than last time`; what the figure counts where there is no time before. */
export function changeText(now: number, before: number | undefined): string {
  if (before === undefined) return 'file bytes';
  const delta = now - before;
  if (delta === 0) return 'as heavy as last time';
  return `${formatBytes(Math.abs(delta))} ${delta > 0 ? 'more' : 'less'} than last time`;
}

export function rowName({ startLine, text }: LayerRow): string {
  return startLine === null ? text : `Line ${startLine + 1}, ${text}`;
}

function wholeBar({ view, state, actions }: PanelInputs): HTMLElement {
  const whole = Math.max(1, view.fileBytes);
  const segment = (writer: number | 'base', label: string, bytes: number, dead: number): HTMLElement => {
    const gone = dead === 0 ? '' : `, ${formatBytes(dead)} of them dead`;
    const title = `${label}: ${formatBytes(bytes)}${gone}. Show its files`;
    const choose = (): void => actions.change({ writer, tab: 'map', folder: '/', search: '' });
    const share = bytes / whole;
    // Why no padding of the segment itself: it would widen what weighs next to nothing.
    const name = share > 0.06 ? element('span', { class: 'label' }, writerName(view, writer)) : null;
    const made = button(name, title, choose, `segment ${colourOf(writer)}`);
    made.setAttribute('aria-label', title);
    made.setAttribute('aria-pressed', String(state.writer === writer));
    made.style.flexGrow = String(share);
    if (dead > 0) {
      const part = element('span', { class: 'gone' });
      part.style.width = `${Math.min(100, (dead / bytes) * 100)}%`;
      made.append(part);
    }
    return made;
  };
  const { base } = view;
  return element(
    'div',
    { class: 'whole', role: 'group', 'aria-label': 'The image by weight; the table of lines says the same' },
    ...(base === null || base.fileBytes === 0
      ? []
      : [segment('base', `Base ${base.reference ?? ''}`.trim(), base.fileBytes, base.deadBytes)]),
    ...view.rows.flatMap((row, place) =>
      row.fileBytes === 0 ? [] : [segment(place, rowName(row), row.fileBytes, row.deadBytes)],
    ),
  );
}

// Makes elements of the page. Text goes in as text nodes only, so no file name or command can become markup.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | null;

function dress<E extends Element>(made: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An element with attributes (`true` is an empty one; `false` and undefined leave it out) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return dress(document.createElement(name), attributes, children);
}

/** The same in a drawing. */
export function shape<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return dress(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/** A button that does one thing. */
export function button(label: Child, title: string, onPress: () => void, className = 'link'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className, title }, label);
  made.addEventListener('click', onPress);
  return made;
}

/** A bar of `share` (0 to 1) with a dead part of `dead` (0 to 1) at its end. Style attributes are barred by the policy, so widths are set on the object. */
export function bar(share: number, dead: number, colour: string): HTMLElement {
  const alive = element('span', { class: `alive ${colour}` });
  const gone = element('span', { class: `dead ${colour}` });
  alive.style.width = `${Math.max(0, share - dead) * 100}%`;
  gone.style.width = `${dead * 100}%`;
  return element('span', { class: 'bar', 'aria-hidden': 'true' }, alive, gone);
}

/** `< 1 %`, `47 %`; the share of nothing is 0 %. */
export function percent(part: number, whole: number): string {
  const share = (part / Math.max(1, whole)) * 100;
  return share > 0 && share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}

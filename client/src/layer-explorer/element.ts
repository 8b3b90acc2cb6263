// Makes elements of the page. Text goes in as text nodes only, so no file name or command can become markup.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | null;

/** An element with attributes (`true` is an empty one; `false` and undefined leave it out) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A button that does one thing. */
export function button(label: Child, title: string, onPress: () => void, className = 'link'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className, title }, label);
  made.addEventListener('click', onPress);
  return made;
}

/** The colour of a line by its place; null is the base. */
export function colourOf(place: number | null): string {
  return place === null ? 'colour-base' : `colour-${place % 6}`;
}

/** A bar of `share` (0 to 1) with a dead part of `dead` (0 to 1) at its end. Style attributes are barred by the policy, so widths are set on the object. */
export function bar(share: number, dead: number, place: number | null): HTMLElement {
  const alive = element('span', { class: `alive ${colourOf(place)}` });
  const gone = element('span', { class: `dead ${colourOf(place)}` });
  alive.style.width = `${Math.max(0, share - dead) * 100}%`;
  gone.style.width = `${dead * 100}%`;
  return element('span', { class: 'bar', 'aria-hidden': true }, alive, gone);
}

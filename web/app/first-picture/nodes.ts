/** What a picture is made of. It is built element by element, so that no text in it is ever read as markup; only what is listed here is built. */

/** A text, or an element: its name, its attributes, what is in it. */
export type PictureNode = string | readonly [name: string, attributes: Readonly<Record<string, string>>, ...inside: PictureNode[]];

const svg = ['svg', 'g', 'path', 'circle', 'ellipse', 'line', 'polygon', 'polyline', 'rect'];

const elements = new Set([
  ...['a', 'b', 'bdi', 'button', 'div', 'em', 'footer', 'h1', 'h2', 'h3', 'header', 'img', 'input', 'kbd', 'label', 'li', 'main', 'mark', 'nav', 'ol', 'p'],
  ...['search', 'section', 'span', 'strong', 'time', 'ul'],
  ...svg,
]);

/** Those that stylesheets ask for, and those that shape an icon. What only tells where the pointer or the focus is (`data-hovered`) is not among them. */
const attributes = new Set([
  ...['class', 'dir', 'hidden', 'href', 'lang', 'placeholder', 'role', 'src', 'style', 'type'],
  ...['aria-current', 'aria-disabled', 'aria-expanded', 'aria-pressed', 'aria-selected'],
  ...['badge', 'colour', 'count', 'disabled', 'empty', 'full', 'kind', 'layout', 'loud', 'mark', 'reading', 'selected', 'size', 'touch', 'unread', 'width'].map((name) => `data-${name}`),
  ...['cx', 'cy', 'd', 'fill', 'height', 'points', 'r', 'rx', 'ry', 'stroke', 'stroke-linecap', 'stroke-linejoin', 'stroke-width', 'transform', 'viewBox', 'width', 'x', 'x1', 'x2', 'y', 'y1', 'y2'],
]);

export const mayHold = (element: string): boolean => elements.has(element);

/** @returns the value as a picture has it; undefined where it has none of this name */
export function pictured(name: string, value: string): string | undefined {
  if (!attributes.has(name)) return undefined;
  // Links look like links, and lead nowhere.
  if (name === 'href') return '#';
  if (name === 'type') return value === 'checkbox' ? value : 'text';
  return name !== 'src' || /^\/icons\/[\w-]+\.(?:svg|png)$/.test(value) ? value : undefined;
}

/** Builds a node, and all that is in it. Whatever is not listed is left out, wherever it came from. */
export function build(node: PictureNode, isDrawing = false): Node | undefined {
  if (typeof node === 'string') return document.createTextNode(node);
  const [name, values, ...inside] = node;
  if (!mayHold(name)) return undefined;
  const isInDrawing = isDrawing || name === 'svg';
  const element = isInDrawing ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [attribute, kept] of Object.entries(values)) {
    const value = pictured(attribute, kept);
    if (value === undefined) continue;
    // As an attribute the page's policy would refuse it.
    if (attribute === 'style') (element as HTMLElement | SVGElement).style.cssText = value;
    else element.setAttribute(attribute, value);
  }
  for (const one of inside) {
    const built = build(one, isInDrawing);
    if (built) element.append(built);
  }
  return element;
}

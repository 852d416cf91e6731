/** Describes what the page shows, as a picture of it. */
import { mayHold, pictured, type PictureNode } from './nodes.ts';

/** What comes and goes: messages to the person, dialogs, and whatever says so of itself (`data-passing`). */
const passing = '[data-passing], [aria-live="polite"], [role="status"], [role="alert"], [role="log"], [role="dialog"], [role="alertdialog"], [role="tooltip"], [role="menu"], [role="listbox"]';

/** @returns the elements within this one; rows of a list only where they are in sight */
export function describeInside(element: Element): PictureNode[] {
  const described: PictureNode[] = [];
  for (const child of element.childNodes) {
    if (child instanceof Text) described.push(child.data);
    else if (child instanceof Element) described.push(...describe(child));
  }
  return described;
}

function describe(element: Element): PictureNode[] {
  if (!mayHold(element.localName) || element.matches(passing)) return [];
  if (element.role === 'row' && !isInSight(element)) return [];
  const attributes: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const kept = pictured(name, value);
    if (kept !== undefined) attributes[name] = kept;
  }
  return [[element.localName, attributes, ...describeInside(element)]];
}

/** Whether it is in the window, be it by a pixel. */
export function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/**
 * Stylesheets of parts that came later, where the picture has something of theirs.
 * @param own those that the page itself asks for
 */
export function furtherStyles(nodes: string, own: ReadonlySet<string>): string[] {
  const shown = new Set([...nodes.matchAll(/"class":"([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
  return [...document.styleSheets].flatMap(({ href, cssRules }) => {
    if (href === null) return [];
    const { pathname } = new URL(href);
    if (own.has(pathname)) return [];
    const named = [...cssRules].flatMap(({ cssText }) => cssText.match(/(?<=\.)[a-z_][\w-]*/gi) ?? []);
    return named.some((name) => shown.has(name)) ? [pathname] : [];
  });
}

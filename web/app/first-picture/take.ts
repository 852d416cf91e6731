/** Takes a picture of the list as it stands. */
import { describeInside, furtherStyles, isInSight } from './describe.ts';
import { circumstances, type FirstPicture, rootAttributes } from './picture.ts';

/** Characters of a picture; a list of twenty rows with fifty folders has some 60 000. */
const mostCharacters = 150_000;

/**
 * @param ownStyles stylesheets that the page asks for by itself
 * @returns undefined where it shows something that a picture must not hold
 */
export function takePicture(root: HTMLElement, addresses: readonly string[], ownStyles: ReadonlySet<string>): FirstPicture | undefined {
  const list = root.querySelector('[role="grid"]');
  // The next visit begins at the top.
  if (!list || list.scrollTop > 0 || [...list.querySelectorAll('[aria-busy="true"]')].some(isInSight)) return undefined;
  // What is being written belongs to nobody but the one who writes.
  if ([...root.querySelectorAll('input')].some(({ type, value }) => type !== 'checkbox' && value !== '')) return undefined;
  const nodes = JSON.stringify(describeInside(root));
  if (nodes.length > mostCharacters) return undefined;
  const { documentElement: page } = document;
  return {
    addresses,
    circumstances: circumstances(),
    title: document.title,
    root: Object.fromEntries(rootAttributes.flatMap((name) => (page.hasAttribute(name) ? [[name, page.getAttribute(name) ?? '']] : []))),
    listSize: page.style.getPropertyValue('--list-size'),
    styles: furtherStyles(nodes, ownStyles),
    nodes,
  };
}

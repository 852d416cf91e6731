/** Pictures that are not there to be seen. */

/** One pixel, or none: it is there to be fetched. */
export function showsNothing(element: HTMLElement): boolean {
  const side = (name: 'width' | 'height'): number => {
    const own = element.style[name] || element.style.getPropertyValue(`max-${name}`) || (element.getAttribute(name) ?? '');
    return /^\s*[\d.]+(?:px)?\s*$/.test(own) ? Number.parseFloat(own) : Number.NaN;
  };
  const [width, height] = [side('width'), side('height')];
  if (width <= 1 || height <= 1) return (width <= 2 || Number.isNaN(width)) && (height <= 2 || Number.isNaN(height));
  return element.style.display === 'none' || element.style.visibility === 'hidden' || element.style.opacity === '0';
}

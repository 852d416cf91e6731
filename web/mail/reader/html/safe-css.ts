/**
 * Style rules of a message, kept only where they can do no more than dress it. Read through the browser's own parser (CSSOM), so that escapes, comments and tricks of
 * spelling are gone before anything is judged; what is unknown to the browser is gone too.
 */
import { isPaper, onEither, parseColour } from './colour.ts';

export interface StyleContext {
  /** What to put in place of a picture's address: an address of ours, or undefined for no picture. */
  picture(url: string): string | undefined;
  /** Draws dark text light, and takes white backgrounds away: for messages without colours of their own in the dark theme. */
  readonly darkens: boolean;
  /** Told that the message has colours of its own. */
  coloured(): void;
}

/** They would move pieces of the page's own, follow the pointer, or name things for transitions. */
const droppedProperties = /^(?:-webkit-)?app-region$|^view-transition-|^color-scheme$|^behavior$|^-moz-binding$|^(?:-webkit-)?(?:mask|clip-path|filter|backdrop-filter|shape-outside|offset|box-reflect|mask-box-image)(?:-|$)|^position-|^anchor-|^timeline-|^interactivity$|^speak|^user-modify$|^-webkit-user-modify$/;
/** Properties whose picture is worth having; in all others a picture's address takes the declaration away. */
const pictureProperties = /^(?:background|background-image|list-style|list-style-image|border-image|border-image-source)$/;
/** Functions that fetch in other ways than `url()`. */
const fetching = /\b(?:image-set|cross-fade|image|src|paint|element|-moz-element|attr)\(/i;
const addresses = /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:[^()"'\\\s]|\\.)*))\s*\)/gi;
const addressOrString = new RegExp(`${addresses.source}|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'`, 'gi');
/** Also those of containers, which are the viewport's where there is none. */
const viewportLength = /(-?\d*\.?\d+)(?:[dsl]?v|cq)(?:h|w|b|i|min|max)\b/gi;
const positions = /^(?:static|relative|absolute|initial|inherit|unset|revert|revert-layer)$/i;

/** Changes the declarations in place. */
export function cleanDeclarations(style: CSSStyleDeclaration, of: StyleContext): void {
  const placed = new Set<string>();
  const context: StyleContext = {
    ...of,
    picture(url) {
      const address = of.picture(url);
      if (address !== undefined) placed.add(inUrl(address));
      return address;
    },
  };
  for (const property of [...style]) {
    const value = style.getPropertyValue(property);
    const priority = style.getPropertyPriority(property);
    const safe = safeValue(property, value, context);
    if (safe === undefined) style.removeProperty(property);
    else if (safe !== value) {
      style.removeProperty(property);
      style.setProperty(property, safe, priority);
    }
  }
  // What the browser fills in only where a rule applies (var(), if(), functions yet to come) is kept as written, in shorthands out of sight of the loop above.
  // Set even where nothing has gone: else an attribute keeps its sender's text, with all that this browser has no word for and the reader of a quotation may have.
  const text = style.cssText;
  style.cssText = isUnsure(text, placed) ? '' : text;
}

/** Whether it names an address that nobody has put there, or could spell one by escapes. @param placed addresses as they stand in `url()` */
function isUnsure(text: string, placed: ReadonlySet<string>): boolean {
  let isForeign = false;
  const rest = text.replace(addressOrString, (found, double?: string, single?: string, bare?: string) => {
    if (!/^url\(/i.test(found)) return '""';
    if (!placed.has(unescaped(double ?? single ?? bare ?? ''))) isForeign = true;
    return '';
  });
  return isForeign || rest.includes('\\') || /url\(/i.test(rest) || fetching.test(rest);
}

function safeValue(property: string, value: string, context: StyleContext): string | undefined {
  if (droppedProperties.test(property)) return undefined;
  if (property.startsWith('--')) return /\\|url\(|["']|(?:image|set|fade|src|paint|element|attr)\(/i.test(value) ? undefined : withoutViewport(value);
  if (property === 'position' && !positions.test(value)) return undefined;
  if (property === 'cursor' && /url\(/i.test(value)) return undefined;
  let result = value;
  if (/url\(/i.test(value)) {
    if (!pictureProperties.test(property)) return undefined;
    const replaced = withPictures(value, context);
    if (replaced === undefined) return undefined;
    result = replaced;
  }
  const rest = result.replace(addressOrString, '""');
  if (rest.includes('\\') || fetching.test(rest)) return undefined;
  return withColours(property, withoutViewport(result), context);
}

/** The frame is as high as its message: a message as high as the frame would have no end. */
function withoutViewport(value: string): string {
  return value.replace(viewportLength, (_, number: string) => `${Math.round(Number(number) * 6)}px`);
}

function withPictures(value: string, context: StyleContext): string | undefined {
  let isGone = false;
  const result = value.replace(addresses, (_, double?: string, single?: string, bare?: string) => {
    const url = context.picture(unescaped(double ?? single ?? bare ?? ''));
    if (url === undefined) isGone = true;
    return `url("${inUrl(url ?? '')}")`;
  });
  return isGone ? undefined : result;
}

const inUrl = (address: string): string => address.replace(/["\\\n]/g, encodeURIComponent);

function withColours(property: string, value: string, context: StyleContext): string | undefined {
  if (property === 'background-color') {
    const colour = parseColour(value);
    if (!colour) return value;
    if (!isPaper(colour)) context.coloured();
    else if (context.darkens) return undefined;
    return value;
  }
  if (property === 'background-image' && value !== 'none' && value !== 'initial') context.coloured();
  if (context.darkens && (property === 'color' || /^border-.*-color$/.test(property))) {
    const colour = parseColour(value);
    return colour ? onEither(colour) : value;
  }
  return value;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gis, (_, hex?: string, sign?: string) => (hex === undefined ? (sign ?? '') : String.fromCodePoint(Math.min(Number.parseInt(hex, 16) || 0xfffd, 0x10ffff))));
}

const mostRules = 5_000;
const longestSelector = 2_000;

/**
 * The rules of a `<style>` that remain, as text.
 * @param window whose parser reads it; a constructed sheet never fetches anything, and knows no `@import`
 */
export function cleanSheet(text: string, window: Window & typeof globalThis, context: StyleContext): string {
  const sheet = new window.CSSStyleSheet();
  try {
    sheet.replaceSync(text.replace(/<!--|-->/g, ' '));
  } catch {
    return '';
  }
  const budget = { rules: mostRules };
  return cleanRules(sheet.cssRules, context, budget);
}

function cleanRules(rules: CSSRuleList, context: StyleContext, budget: { rules: number }): string {
  const kept: string[] = [];
  for (const rule of rules) {
    if (--budget.rules < 0) break;
    const text = cleanRule(rule, context, budget);
    if (text !== '') kept.push(text);
  }
  return kept.join('\n');
}

/** Told apart by their names: they come from the frame's realm, where our classes know nobody. */
function cleanRule(rule: CSSRule, context: StyleContext, budget: { rules: number }): string {
  const kind = rule.constructor.name;
  if (kind === 'CSSStyleRule') {
    const { selectorText, style, cssRules } = rule as CSSStyleRule;
    if (selectorText.length > longestSelector || /:has\(|::view-transition|::backdrop|::scroll-|:host|::slotted|::part/i.test(selectorText)) return '';
    cleanDeclarations(style, context);
    const nested = cssRules && cssRules.length > 0 ? cleanRules(cssRules, context, budget) : '';
    return style.cssText === '' && nested === '' ? '' : `${selectorText} { ${style.cssText} ${nested} }`;
  }
  if (kind === 'CSSNestedDeclarations') {
    const { style } = rule as unknown as { style: CSSStyleDeclaration };
    cleanDeclarations(style, context);
    return style.cssText;
  }
  if (kind === 'CSSMediaRule') {
    const { media, cssRules } = rule as CSSMediaRule;
    // A message shown on white paper must not turn to its dark dress; one that takes the theme gets it from us.
    if (/prefers-color-scheme/i.test(media.mediaText) || media.mediaText.length > longestSelector) return '';
    const inner = cleanRules(cssRules, context, budget);
    return inner === '' ? '' : `@media ${media.mediaText} { ${inner} }`;
  }
  if (kind === 'CSSKeyframesRule') {
    // Without them, what fades in would never be seen.
    const { name, cssRules } = rule as CSSKeyframesRule;
    if (!/^[\w-]{1,100}$/.test(name)) return '';
    const frames = [...cssRules].map((frame) => {
      const { keyText, style } = frame as CSSKeyframeRule;
      cleanDeclarations(style, context);
      return `${keyText} { ${style.cssText} }`;
    });
    return `@keyframes ${name} { ${frames.join(' ')} }`;
  }
  if (kind === 'CSSSupportsRule') {
    const { conditionText, cssRules } = rule as CSSSupportsRule;
    const inner = /url\(|\\/i.test(conditionText) ? '' : cleanRules(cssRules, context, budget);
    return inner === '' ? '' : `@supports ${conditionText} { ${inner} }`;
  }
  return '';
}

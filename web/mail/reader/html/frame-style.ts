/** How the frame of a message looks where the message itself says nothing. The frame has a page of its own, without our tokens. */

export interface FrameLook {
  /** White paper, or the theme's own surface. */
  readonly surface: 'paper' | 'theme' | 'inverted';
  readonly isDark: boolean;
  /** Sizes of the page, as they are at the moment. */
  readonly fontSize: string;
  readonly lineHeight: string;
  readonly fontFamily: string;
}

/** Of the light theme and of the dark one: which it is, the root's `color-scheme` says, and paper from a printer is always light. */
const text = 'light-dark(#172026, #e6ecef)';
const link = 'light-dark(#0a5a6c, #7ccfdf)';
const muted = 'light-dark(#4c5a62, #a9b6bd)';
const line = 'light-dark(#d9dfe2, #2a343a)';

/** The look at a place of the page. */
export function frameLook(element: Element, surface: FrameLook['surface'], isDark: boolean): FrameLook {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { surface, isDark, fontSize: token('--fs-3') || '14px', lineHeight: token('--lh-read') || '1.6', fontFamily: token('--font-ui') || 'sans-serif' };
}

/** Elements whose lines are paragraphs, each in its own direction unless the message says one. */
export const paragraphs = 'p, div, td, th, li, dd, dt, h1, h2, h3, h4, h5, h6, blockquote, pre, center, caption';

/** Comes before the message's own rules: they may say otherwise. */
export function baseStyle({ surface, isDark, fontSize, lineHeight, fontFamily }: FrameLook): string {
  const isPaper = surface !== 'theme';
  return `
    html { color-scheme: ${isPaper || !isDark ? 'light' : 'dark'}; background: ${isPaper && isDark ? '#fff' : 'transparent'}; color: ${text}; font: 420 ${fontSize}/${lineHeight} ${fontFamily}; text-size-adjust: 100%; }
    body { margin: 0; overflow-wrap: break-word; }
    :where(${paragraphs}):where(:not([dir])) { unicode-bidi: plaintext; }
    :where(a[href]) { color: ${link}; }
    :where(img) { max-width: 100%; }
    :where(img:not([src])) { display: inline-block; overflow: hidden; background: light-dark(rgb(15 23 28/.06), rgb(230 236 239/.08)); color: ${muted}; font: 12px/1.4 sans-serif; }
    :where(blockquote) { margin: 8px 0; padding-inline-start: 12px; border-inline-start: 2px solid ${line}; }
    :where(pre) { white-space: pre-wrap; font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: .93em; }
    :where(table) { font-size: inherit; }
    :where(hr) { border: 0; border-top: 1px solid ${line}; }`;
}

/** Comes after them: they may not. */
export function lastStyle({ surface, isDark }: FrameLook): string {
  return `
    html { height: auto !important; min-height: 0 !important; max-height: none !important; overflow: auto hidden !important; position: static !important; transform: none !important; display: block !important; opacity: 1 !important; visibility: visible !important; padding: 0 !important; margin: 0 !important; }
    html[data-tall] { overflow: auto !important; }
    html::-webkit-scrollbar { width: 12px !important; height: 12px !important; }
    html::-webkit-scrollbar-thumb { border: 3px solid transparent !important; border-radius: 6px !important; background: ${muted} content-box !important; }
    @supports not selector(::-webkit-scrollbar) { html { scrollbar-color: ${muted} transparent !important; scrollbar-width: auto !important; } }
    body { height: auto !important; min-height: 0 !important; max-height: none !important; overflow: visible !important; position: static !important; transform: none !important; display: flow-root !important; opacity: 1 !important; visibility: visible !important;  }
    ${surface === 'theme' || !isDark ? '' : 'html[data-bare] body { padding: 16px !important; }'}
    ${surface === 'inverted' ? '@media screen { html, img, [data-pictured] { filter: invert(1) hue-rotate(180deg) !important; } }' : ''}
    details.messagerie-fold { display: block !important; margin: 12px 0 0 !important; }
    details.messagerie-fold > summary { display: inline-block !important; list-style: none !important; cursor: pointer !important; padding: 0 10px !important; margin: 0 0 8px !important; border-radius: 8px !important; font: 600 11px/18px sans-serif !important; letter-spacing: 1px !important; color: ${muted} !important; background: light-dark(#e3e9ec, #2a343a) !important; user-select: none !important; }
    details.messagerie-fold > summary::marker { content: "" !important; }
    details.messagerie-fold > summary:focus-visible, a:focus-visible { outline: 2px solid light-dark(#0b6478, #83d3e2) !important; outline-offset: 2px !important; }
    @media print {
      html { color-scheme: light !important; }
      details.messagerie-fold > summary { display: none !important; }
    }`;
}

/** What stands in the frames of the message that is open, by the rules of what may. Runs in the page: it must not use anything from outside itself. */
export function faultsOfDrawn(): string[] {
  const faults: string[] = [];
  const allowed = new Set(
    `a abbr acronym address area article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6
    head header hgroup hr html i img ins kbd li main map mark nav nobr ol p picture pre q rp rt ruby s samp section small span strike strong style sub sup table tbody td tfoot th thead time title
    meta tr tt u ul var wbr details summary`.split(/\s+/),
  );
  const withoutPictures = (css: string): string => css.replace(/url\("data:image\/(?!svg)[^"]*"\)/gi, '');
  /** Properties and selectors that the sanitiser's own lists leave out. */
  const unwanted = /(?:^|[;{\s])(?:-webkit-)?(?:app-region|view-transition-name|backdrop-filter|clip-path|mask|mask-image|filter|behavior|shape-outside|offset-path|anchor-name)\s*:|:has\(|::view-transition|::backdrop|:host|prefers-color-scheme/i;
  // The frame is as high as its message.
  const ofViewport = /\d(?:[dsl]?v|cq)(?:h|w|b|i|min|max)\b/i;
  for (const frame of document.querySelectorAll('iframe')) {
    if (!frame.sandbox.contains('allow-same-origin') || frame.sandbox.contains('allow-scripts')) faults.push('the frame is not sandboxed');
    const inside = frame.contentDocument;
    if (!inside) {
      faults.push('the frame has gone elsewhere');
      continue;
    }
    const view = inside.defaultView as Window & typeof globalThis;
    const all = [...Document.prototype.querySelectorAll.call(inside, '*')];
    for (const [place, element] of all.entries()) {
      const name = element.localName;
      if (!allowed.has(name) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') faults.push(`element ${element.namespaceURI} ${name}`);
      if (name === 'style' && element.parentElement?.localName !== 'head') faults.push('a style outside of the head');
      if ((name === 'meta' || name === 'title') && element.parentElement?.localName !== 'head') faults.push(`a ${name} outside of the head`);
      if ((name === 'details' || name === 'summary') && !element.closest('details.messagerie-fold')) faults.push(`a ${name} that is not ours`);
      if (element.shadowRoot) faults.push('a shadow root');
      for (const attribute of element.attributes) {
        const value = attribute.value.trim();
        if (/^on|^(?:action|formaction|ping|srcdoc|data|poster|lowsrc|dynsrc|background|xlink:href|srcset|manifest|autofocus|contenteditable|popover|is|slot)$/i.test(attribute.name)) faults.push(`attribute ${attribute.name} of ${name}`);
        if (attribute.name === 'href' && !/^(?:https?:|mailto:|tel:|#)/i.test(value)) faults.push(`href ${value.slice(0, 60)}`);
        if (attribute.name === 'href' && !value.startsWith('#') && (element.getAttribute('target') !== '_blank' || !/noopener/.test(element.getAttribute('rel') ?? ''))) faults.push('a link that does not open apart');
        if (attribute.name === 'src' && !/^(?:data:image\/(?!svg)|blob:|\/api\/v1\/images\?url=)/i.test(value)) faults.push(`src ${value.slice(0, 60)}`);
        if (attribute.name === 'role' && !/^(?:presentation|none)$/.test(value)) faults.push(`a ${name} that poses as ${value.slice(0, 20)}`);
        if (attribute.name === 'name' && name !== 'a' && name !== 'meta') faults.push(`a ${name} with the name ${value.slice(0, 20)}`);
        if (attribute.name === 'style' && unwanted.test(value)) faults.push(`style ${value.slice(0, 80)}`);
        if (attribute.name === 'style' && ofViewport.test(value)) faults.push(`as high as the frame: ${value.slice(0, 80)}`);
        if (attribute.name === 'style' && /url\((?!"?(?:blob:|\/api\/v1\/images\?url=))/i.test(withoutPictures(value))) faults.push(`style ${value.slice(0, 80)}`);
      }
      if (place < 1_500 && /fixed|sticky/.test(view.getComputedStyle(element).position)) faults.push(`a ${name} is fixed`);
    }
    for (const sheet of inside.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (rule.constructor.name === 'CSSImportRule' || rule.constructor.name === 'CSSFontFaceRule') faults.push(rule.constructor.name);
        if (unwanted.test(rule.cssText)) faults.push(`rule ${rule.cssText.slice(0, 80)}`);
        if (ofViewport.test(rule.cssText)) faults.push(`as high as the frame: ${rule.cssText.slice(0, 80)}`);
        if (rule.cssText.includes('::scroll-')) faults.push(`buttons by a rule: ${rule.cssText.slice(0, 80)}`);
        if (/url\((?!"?(?:\/api\/v1\/images\?url=))|image-set\(|cross-fade\(/i.test(withoutPictures(rule.cssText))) faults.push(`rule ${rule.cssText.slice(0, 80)}`);
      }
    }
    const box = frame.getBoundingClientRect();
    const room = frame.closest('article')?.getBoundingClientRect();
    if (room && (box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1)) faults.push('the frame stands out of its message');
    if (box.height > 160_000) faults.push(`the frame is ${box.height} pixels high`);
  }
  return [...new Set(faults)];
}

/** What the page is made of outside of the message: it stays the same whichever is open. */
export function surroundings(): string {
  // A frame without anything in it waits for the next message, most of the time.
  const isWaiting = (element: Element): boolean => element.matches('iframe[hidden]') && !(element as HTMLIFrameElement).contentDocument?.body?.innerHTML.trim();
  const tags = [...document.head.children, ...document.body.children].filter((element) => !isWaiting(element)).map((element) => `${element.localName}#${element.id}`);
  const bar = [...document.querySelectorAll('[role="toolbar"] button')].map((button) => `${button.getAttribute('aria-label') !== null}`);
  const { scrollWidth, clientWidth } = document.documentElement;
  return JSON.stringify({ tags, bar, title: typeof document.title, wide: scrollWidth > clientWidth, frames: [...document.querySelectorAll('iframe')].every((frame) => frame.closest('article') !== null || isWaiting(frame)), open: document.querySelectorAll('dialog[open], [popover]:popover-open').length });
}

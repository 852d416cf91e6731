import { Tokenizer } from 'htmlparser2';

/** Elements whose text nobody reads. */
const silent = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object', 'iframe']);
/** Elements that begin and end a line. */
const blocks = new Set(['address', 'article', 'aside', 'blockquote', 'center', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section', 'table', 'td', 'th', 'tr', 'ul', 'br', 'body']);

/**
 * The text of an HTML document, for previews and search. Uses the tokeniser without a tree, so nesting costs nothing:
 * only the depth inside of silent elements is counted.
 * @param maxLength stops after about so many characters of text
 */
export function htmlToText(html: string, maxLength = Number.POSITIVE_INFINITY): string {
  let text = '';
  let name = '';
  let silentName = '';
  let silentDepth = 0;
  const breakLine = (element: string): void => {
    if (blocks.has(element)) text += element === 'td' || element === 'th' ? ' ' : '\n';
  };
  const open = (isSelfClosing: boolean): void => {
    if (silentDepth > 0) {
      if (name === silentName && !isSelfClosing) silentDepth++;
      // a body that begins ends a head that was never closed
      else if (name === 'body' && silentName === 'head') silentDepth = 0;
    } else if (silent.has(name) && !isSelfClosing) {
      silentName = name;
      silentDepth = 1;
    } else breakLine(name);
  };
  const tokenizer: Tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, {
    ontext(start, end) {
      if (silentDepth > 0) return;
      text += html.substring(start, end);
      if (text.length > maxLength) tokenizer.pause();
    },
    ontextentity(codePoint) {
      if (silentDepth === 0 && codePoint <= 0x10ffff) text += String.fromCodePoint(codePoint);
    },
    onopentagname(start, end) {
      name = html.substring(start, end).toLowerCase();
    },
    onopentagend() {
      open(false);
    },
    onselfclosingtag() {
      open(true);
    },
    onclosetag(start, end) {
      const closed = html.substring(start, end).toLowerCase();
      if (silentDepth > 0) {
        if (closed === silentName) silentDepth--;
      } else breakLine(closed);
    },
    onattribdata() {},
    onattribentity() {},
    onattribend() {},
    onattribname() {},
    oncdata() {},
    oncomment() {},
    ondeclaration() {},
    onprocessinginstruction() {},
    onend() {},
  });
  tokenizer.write(html);
  if (tokenizer.running) tokenizer.end();
  return text;
}

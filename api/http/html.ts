/** HTML as text with every value escaped. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = Html | string | number | readonly Html[];

/** Values are escaped unless they are `Html` themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: strings.map((piece, i) => piece + (i < values.length ? rendered(values[i] as HtmlValue) : '')).join('') };
}

function rendered(value: HtmlValue): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((item) => item.html).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

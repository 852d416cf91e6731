/** Text in which the server has marked what was found: escaped as HTML, hits in `<mark>` (RFC 8621 §5). Taken apart here: nothing of it is ever parsed as HTML. */
import { Fragment } from 'react';
import styles from './marked.module.css';

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&apos;': "'" };

export function Marked({ text }: { readonly text: string }) {
  return text.split(/<mark>([\s\S]*?)<\/mark>/).map((part, index) =>
    // Parts between the marks and in them take turns.
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name
    index % 2 === 1 ? <mark key={index} className={styles.mark}>{unescaped(part)}</mark> : <Fragment key={index}>{unescaped(part)}</Fragment>,
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|apos|#39|#x27);/g, (entity) => entities[entity] ?? entity);
}

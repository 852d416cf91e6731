/** Signatures: which one a message carries, and where. */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import type { Preferences } from '../../app/preferences.tsx';
import { type DocNode, docOfText } from './doc.ts';
import type { DraftContent } from './draft.ts';
import { asText } from '../reader/html/as-text.ts';
import { docOfHtml } from './editor/extensions.ts';

/** A signature below what is quoted: outside of the editor, as the quote is. */
export interface Closing {
  /** A node `signature`. */
  readonly doc: DocNode;
  /** For a message without formatting, with its mark. */
  readonly text: string;
}

export type SignaturePlace = 'none' | 'aboveQuote' | 'belowQuote';

/** @param isAnswer a message passed on counts as one */
export function signaturePlace({ id = '' }: Identity, { identities }: Pick<Preferences, 'identities'>, isAnswer: boolean): SignaturePlace {
  const { signatureOnNew = true, signatureOnReply = true, signatureAboveQuote = true } = identities[id] ?? {};
  if (!(isAnswer ? signatureOnReply : signatureOnNew)) return 'none';
  return signatureAboveQuote ? 'aboveQuote' : 'belowQuote';
}

/**
 * The text with the signature of an identity, in place of the one that it had.
 * @param before whose signature it has so far; undefined for nobody's
 */
export async function signed({ doc, text, quote, closing }: Pick<DraftContent, 'doc' | 'text' | 'quote' | 'closing'>, before: Identity | undefined, identity: Identity, place: SignaturePlace): Promise<Pick<DraftContent, 'doc' | 'text' | 'closing'>> {
  const content = doc.content ?? [];
  const bare = content.filter(({ type }) => type !== 'signature');
  const bareText = before ? withoutSignature(text, before) : text;
  const signature = place === 'none' ? undefined : await signatureOf(identity);
  if (signature === undefined) return { doc: { ...doc, content: bare }, text: bareText, closing: undefined };
  const mark = textMark(identity);
  if (place === 'belowQuote' && quote !== undefined) return { doc: { ...doc, content: bare }, text: bareText, closing: { doc: signature, text: mark } };
  // An empty line to write in, once.
  const room = bare.length < content.length || (closing === undefined && before !== undefined) ? [] : [{ type: 'paragraph' }];
  return { doc: { ...doc, content: [...bare, ...room, signature] }, text: mark === '' ? bareText : `${bareText}\n\n${mark}`, closing: undefined };
}

/** The signature of an identity as a node; undefined where it has none. */
async function signatureOf({ htmlSignature = '', textSignature = '' }: Identity): Promise<DocNode | undefined> {
  if (htmlSignature.trim() === '' && textSignature.trim() === '') return undefined;
  const plain = textSignature.trim() || asText(htmlSignature).trim();
  // Where the page that cleans HTML does not come, its words stand for it: nobody is kept from writing.
  const doc = htmlSignature.trim() === '' ? docOfText(plain) : await docOfHtml(htmlSignature, { isOwn: true }).catch(() => docOfText(plain));
  return { type: 'signature', content: doc.content ?? [] };
}

function withoutSignature(text: string, identity: Identity): string {
  const mark = textMark(identity).trim();
  return mark !== '' && text.trimEnd().endsWith(mark) ? text.trimEnd().slice(0, -mark.length).trimEnd() : text;
}

/** Text without formatting, and the signature that ends it, if there is one. */
export function partedAtSignature(text: string): readonly [string, string?] {
  const at = text.search(/^-- $/m);
  return at < 0 ? [text.trimEnd()] : [text.slice(0, at).trimEnd(), text.slice(at)];
}

const textMark = ({ textSignature = '' }: Identity): string => (textSignature.trim() === '' ? '' : `-- \n${textSignature.trim()}`);

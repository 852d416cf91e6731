/** Signatures: which one a message carries, and where. */
import type { Identity } from '../../../openapi/generated/jmap.ts';
import type { Preferences } from '../../app/preferences.tsx';
import { type DocNode, docOfText } from './doc.ts';
import { textOfDoc } from './doc-text.ts';
import type { DraftContent } from './draft.ts';
import { asText } from '../reader/html/as-text.ts';
import { docOfOwnHtml } from './editor/extensions.ts';

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
 * The text with the signature of an identity, in place of the one that it had: that goes as far as it is as it was put there. What was written below it stays, and one
 * that was changed is the writer's own.
 * @param before whose signature it has so far; undefined for nobody's
 */
export async function signed(content: Pick<DraftContent, 'doc' | 'text' | 'quote' | 'closing'>, before: Identity | undefined, identity: Identity, place: SignaturePlace): Promise<Pick<DraftContent, 'doc' | 'text' | 'closing'>> {
  const { doc, text, quote, closing } = content;
  const blocks = partedBlocks(doc.content ?? [], before && (await signatureOf(before)));
  const words = partedText(text, before ? textMark(before) : '');
  if (!blocks || !words) return { doc, text, closing };
  const signature = place === 'none' ? undefined : await signatureOf(identity);
  const mark = signature ? textMark(identity) : '';
  const isBelow = signature !== undefined && place === 'belowQuote' && quote !== undefined;
  // An empty line to write in, once.
  const room = blocks.hadOne || (closing === undefined && before !== undefined) ? [] : [{ type: 'paragraph' }];
  return {
    doc: { ...doc, content: signature && !isBelow ? [...blocks.own, ...room, signature, ...blocks.below] : [...blocks.own, ...blocks.below] },
    text: joined(words.own, isBelow ? '' : mark, words.below),
    closing: isBelow ? { doc: signature, text: mark } : undefined,
  };
}

/** What is written above and below the signature, without it; undefined where that was changed. */
function partedBlocks(content: readonly DocNode[], signature: DocNode | undefined): { readonly own: readonly DocNode[]; readonly below: readonly DocNode[]; readonly hadOne: boolean } | undefined {
  const at = content.findIndex(({ type }) => type === 'signature');
  if (at < 0) return { own: content, below: [], hadOne: false };
  const lines = content[at]?.content ?? [];
  const ends = lines.findIndex((_, line) => wordsOf(lines.slice(0, line + 1)) === wordsOf(signature?.content ?? []));
  if (ends < 0) return undefined;
  const below = [...lines.slice(ends + 1), ...content.slice(at + 1)];
  return { own: content.slice(0, at), below: wordsOf(below) === '' ? [] : below, hadOne: true };
}

const wordsOf = (content: readonly DocNode[]): string => textOfDoc({ type: 'doc', content }).split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n');

/** The same without formatting. */
function partedText(text: string, mark: string): { readonly own: string; readonly below: string } | undefined {
  const at = mark === '' ? -1 : `\n${text.trimEnd()}\n`.lastIndexOf(`\n${mark}\n`);
  if (at >= 0) return { own: text.slice(0, at).trimEnd(), below: text.slice(at + mark.length).trim() };
  return partedAtSignature(text).length > 1 ? undefined : { own: text, below: '' };
}

function joined(own: string, mark: string, below: string): string {
  const signedWords = mark === '' ? own : `${own}\n\n${mark}`;
  return below === '' ? signedWords : `${signedWords}\n\n${below}`;
}

/** The signature of an identity as a node; undefined where it has none. */
async function signatureOf({ htmlSignature = '', textSignature = '' }: Identity): Promise<DocNode | undefined> {
  if (htmlSignature.trim() === '' && textSignature.trim() === '') return undefined;
  const plain = textSignature.trim() || asText(htmlSignature).trim();
  // Where the page that cleans HTML does not come, its words stand for it: nobody is kept from writing.
  const doc = htmlSignature.trim() === '' ? docOfText(plain) : await docOfOwnHtml(htmlSignature).catch(() => docOfText(plain));
  return { type: 'signature', content: doc.content ?? [] };
}

/** Text without formatting, and the signature that ends it, if there is one. */
export function partedAtSignature(text: string): readonly [string, string?] {
  const at = text.search(/^-- $/m);
  return at < 0 ? [text.trimEnd()] : [text.slice(0, at).trimEnd(), text.slice(at)];
}

/** Text without formatting as paragraphs, its signature known as one. */
export function docOfSigned(text: string): DocNode {
  const [own, signature] = partedAtSignature(text);
  const doc = docOfText(own);
  if (signature === undefined) return docOfText(text);
  return { ...doc, content: [...(doc.content ?? []), { type: 'signature', content: docOfText(signature.replace(/^-- \n/, '').trimEnd()).content ?? [] }] };
}

const textMark = ({ textSignature = '' }: Identity): string => (textSignature.trim() === '' ? '' : `-- \n${textSignature.trim()}`);

import type { SearchSnippet } from '../../../openapi/index.ts';
import { BlobDamaged } from '../../../db/index.ts';
import { textsOf } from '../../../db/repositories/search.ts';
import { fromId } from '../../ids.ts';
import { markFirst, markText, showAll, showAround, withoutDirections } from '../../mail/query/mark-text.ts';
import { snippetTerms, type Term } from '../../mail/query/snippet-terms.ts';
import { readableTexts } from '../../mail/query/text-conditions.ts';
import { Turn } from '../../mail/query/turn.ts';
import { bodyLines } from '../../mail/search/index.ts';
import { parseMessage, type Part } from '../../mail/mime/index.ts';
import { textBudget, type TextBudget } from '../../mail/read/email-object.ts';
import { type EmailColumns, visibleEmails } from '../../mail/read/email-rows.ts';
import { storedMessage } from '../../mail/read/message-bytes.ts';
import { accountOfViewer } from '../../mail/read/viewer.ts';
import type { EmailNeeds } from '../../mail/read/email-properties.ts';
import type { ProjectedHeaders } from '../../mail/store/arrival.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { method, type MethodContext } from '../method.ts';
import { viewerFor } from '../viewer-for.ts';

/** RFC 8621 §5: a preview is no bigger than this. */
const previewOctets = 255;

const needs: EmailNeeds = {
  memberships: false, headers: true, preview: false, structure: true, headerForms: [], header: 'none', bodyParts: false, bodyValues: false, partForms: [], partHeaders: false,
};

/** SearchSnippet/get (RFC 8621 §5.1): the subject, and a piece of the text, with what the filter looks for marked. */
export const searchSnippetGet = method('SearchSnippet/get', async (ctx, args) => {
  const terms = snippetTerms(args.filter);
  const ids = [...new Set(args.emailIds)];
  const numbers = ids.map((id) => fromId('email', id)).filter((id) => id !== undefined);
  const { rows, kept } = await ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    const visible = await visibleEmails(read, viewer, numbers, needs);
    // What the index keeps need not be read out of the messages again.
    const texts = terms.body.length > 0 ? await textsOf(read, accountOfViewer(viewer), visible.map((row) => row.id)) : [];
    return { rows: visible, kept: new Map(texts.map(({ id, body }) => [id, body])) };
  });
  const byNumber = new Map(rows.map((row) => [row.id, row]));
  const turn = new Turn();
  const budget = textBudget(ctx);
  const list: SearchSnippet[] = [];
  const notFound: string[] = [];
  for (const emailId of ids) {
    const number = fromId('email', emailId);
    const row = number === undefined ? undefined : byNumber.get(number);
    if (!row) {
      notFound.push(emailId);
      continue;
    }
    const marked = markText(subjectOf(row), terms.subject);
    list.push({ emailId, subject: marked ? showAll(marked) : null, preview: await previewOf(ctx, row, kept.get(row.id), terms.body, budget, turn) });
    await turn.giveWay();
  }
  return { accountId: args.accountId, list, notFound: notFound.length === 0 ? null : notFound };
});

function subjectOf(row: EmailColumns): string {
  const headers = JSON.parse(row.headers ?? '{}') as Partial<ProjectedHeaders>;
  return headers.subject ?? '';
}

/** Null where nothing is found, where the message cannot be read, and where the call has read as much as a call may. */
async function previewOf(
  ctx: MethodContext, row: EmailColumns, kept: Uint8Array | undefined, terms: readonly Term[], budget: TextBudget, turn: Turn,
): Promise<string | null> {
  if (terms.length === 0) return null;
  const lines = kept && bodyLines(kept);
  if (lines) {
    for (const line of lines) {
      const marked = markFirst(withoutDirections(line).trim(), terms);
      if (marked) return showAround(marked, previewOctets);
      await turn.giveWay();
    }
    return null;
  }
  const { db, limits, log } = ctx.core;
  try {
    const structure = row.structure ? (JSON.parse(row.structure) as Part) : parseMessage(await db.blobs.readAll(row.blob_hash), mimeLimits(limits)).root;
    const message = storedMessage(db.blobs, row.blob_hash, row.prefix, structure);
    const texts = readableTexts(structure, async (start, end) => {
      budget.left -= end - start;
      return budget.left < 0 ? Buffer.alloc(0) : message.read(start, end);
    });
    for await (const text of texts) {
      const marked = markFirst(withoutDirections(text).trim(), terms);
      if (marked) return showAround(marked, previewOctets);
      await turn.giveWay();
    }
  } catch (error) {
    if (!(error instanceof BlobDamaged)) throw error;
    log.error({ err: error, blob: row.blob_hash }, 'a stored message cannot be read; run `messagerie verify`');
  }
  return null;
}

/** EmailSubmission/get and /changes (RFC 8621 §7.1, §7.2). */
import { submissionIds, submissionsById } from '../../../db/repositories/submissions.ts';
import { type EmailSubmission, jmapObjects } from '../../../openapi/index.ts';
import { accountFor } from '../../access/context.ts';
import { fromId, toId } from '../../ids.ts';
import { changesOf } from '../changes.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { typeState } from '../state.ts';
import { submissionObject } from './email-submission-object.ts';

export const emailSubmissionGet = method('EmailSubmission/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) =>
    getObjects<EmailSubmission>(ctx, args, {
      state: await typeState(read, account, 'EmailSubmission'),
      properties: jmapObjects.EmailSubmission.properties,
      all: async (limit) => (await submissionIds(read, account, limit)).map((id) => toId('submission', id)),
      load: async (ids) => (await submissionsById(read, account, ids.map((id) => fromId('submission', id)).filter((id) => id !== undefined))).map(submissionObject),
    }),
  );
});

export const emailSubmissionChanges = method('EmailSubmission/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) => changesOf(ctx, read, account, args, { type: 'EmailSubmission', idType: 'submission', table: 'submission' }));
});

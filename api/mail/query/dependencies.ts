/** What can change the results of a query (RFC 8620 §5.6: filters and sorts by mutable properties). */
import type { EmailFilter, EmailFilterCondition } from '../../../openapi/index.ts';
import { type EmailPlan, planFilter } from './filter.ts';
import type { EmailQuestion } from './query-emails.ts';

export interface Dependencies {
  /** Keywords of the Email itself. */
  readonly keywords: boolean;
  /** Keywords of any Email of its Thread. */
  readonly threadKeywords: boolean;
  /** `none`: whether the Email can be seen at all. A number: whether it is in that mailbox. `any`: in which mailboxes it is. */
  readonly mailboxes: 'none' | 'any' | number;
  /** Another Email of the Thread may stand for it. */
  readonly collapseThreads: boolean;
}

/** Texts are looked up in messages: what a changed Email was among the results for is not known without searching anew. */
export const canCalculateChanges = (plan: EmailPlan): boolean => plan.residual === null;

/** The same for a filter as the client wrote it; who looks makes no difference. */
export const canCalculateFilter = (filter: EmailFilter | null | undefined): boolean => canCalculateChanges(planFilter(filter, 0));

/** Only properties that no Email ever changes: `upToId` counts (RFC 8620 §5.6), and what is in both results stands where it stood. */
export function isImmutable({ keywords, threadKeywords, mailboxes, collapseThreads }: Dependencies): boolean {
  return !keywords && !threadKeywords && mailboxes === 'none' && !collapseThreads;
}

export function dependenciesOf(question: EmailQuestion, plan: EmailPlan): Dependencies {
  let keywords = false;
  let threadKeywords = false;
  let mailboxConditions = 0;
  const look = (condition: EmailFilterCondition): void => {
    const names = new Set(Object.keys(condition));
    if (names.has('hasKeyword') || names.has('notKeyword')) keywords = true;
    if (['allInThreadHaveKeyword', 'someInThreadHaveKeyword', 'noneInThreadHaveKeyword'].some((name) => names.has(name))) threadKeywords = true;
    if (names.has('inMailbox')) mailboxConditions++;
    if (names.has('inMailboxOtherThan')) mailboxConditions++;
  };
  const walk = (filter: EmailFilter): void => {
    if ('operator' in filter) for (const inner of (filter as Extract<EmailFilter, { operator: string }>).conditions) walk(inner);
    else look(filter as EmailFilterCondition);
  };
  if (question.filter) walk(question.filter);
  for (const { property } of question.sort ?? []) {
    if (property === 'hasKeyword') keywords = true;
    if (property === 'allInThreadHaveKeyword' || property === 'someInThreadHaveKeyword') threadKeywords = true;
  }
  const mailboxes = mailboxConditions === 0 ? 'none' : mailboxConditions === 1 && plan.mailbox !== null ? plan.mailbox : 'any';
  return { keywords, threadKeywords, mailboxes, collapseThreads: question.collapseThreads ?? false };
}

/** Marks of answers, and of messages passed on, in the languages that people get mail in: Outlook and others write those of their own language. */
const replyMarks = 're|ré|rép|réf|réponse|aw|antw|sv|vs|rif|res|ynt|odp|回复|رد|الرد|إجابة';
const forwardMarks = 'fwd?|tr|wg|rv|enc|i|vl|转发|إعادة توجيه|إعادة التوجيه|تحويل|محول';
const leadingReplies = new RegExp(`^(?:\\s*(?:${replyMarks})(?:\\s*\\[\\d+\\]|\\s*\\(\\d+\\))?\\s*[:：]\\s*)+`, 'iu');
const leadingForwards = new RegExp(`^(?:\\s*(?:${forwardMarks})\\s*[:：]\\s*)+`, 'iu');

/** A subject without the marks of answers in front of it. */
export const withoutReplyMarks = (subject: string): string => subject.replace(leadingReplies, '').trim();

/** A subject without the marks of messages passed on in front of it. */
export const withoutForwardMarks = (subject: string): string => subject.replace(leadingForwards, '').trim();

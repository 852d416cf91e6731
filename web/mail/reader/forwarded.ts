/** Messages that pass another one on: what they quote is what they are about. Pure. */

/** What programs write above a message that is passed on: Gmail, Thunderbird, Yahoo and this client between dashes, Apple Mail as a sentence. */
const line = new RegExp(
  [
    String.raw`-{3,}\s*(?:(?:original )?forwarded message|message (?:transféré|réexpédié)|mail transféré|(?:ال)?رسالة (?:معاد توجيهها|المعاد توجيهها|محولة|المحولة|ممررة|الممررة))\s*-{3,}`,
    String.raw`begin forwarded message\s*:`,
    String.raw`début d(?:u message|e l['’]e-mail) (?:transféré|réexpédié)\s*:`,
    String.raw`(?:بدء|بداية|بدأ) الرسالة (?:المعاد توجيهها|المحولة|الممررة|المعاد إرسالها)\s*:`,
  ].join('|'),
  'iu',
);
/** Outlook writes the same above both; its subject tells. */
const subjectOfForward = /^\s*(?:fwd?|tr|wg|إعادة توجيه|إعادة التوجيه|محول|تحويل)\s*[:：]/iu;

/** Whether a message is introduced there as one that is passed on. */
export function saysForwarded(text: string): boolean {
  return line.test(text.normalize('NFC').replace(/[\u064b-\u0652\u200e\u200f\u2066-\u2069]/g, '').replace(/\s+/g, ' '));
}

/** Whether the subject says so. An answer to such a message is one no more. */
export function isForwardSubject(subject: string): boolean {
  return subjectOfForward.test(subject.normalize('NFC').replace(/[\u064b-\u0652\u200e\u200f\u2066-\u2069]/g, ''));
}

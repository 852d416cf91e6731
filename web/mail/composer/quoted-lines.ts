/** Answers within quoted lines (">") of text without formatting. Pure. */

export interface LineEdit {
  /** What is put in place of what is selected from `from` to `to`. */
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** Where the caret stands afterwards. */
  readonly caret: number;
}

/**
 * What Enter does within a quoted line: the rest of it stays quoted, and the answer has a line of its own between.
 * @param staysWithin with Shift: the line goes on in another quoted one
 * @returns undefined where Enter does the right thing by itself
 */
export function enterInQuote(text: string, from: number, to: number, staysWithin: boolean): LineEdit | undefined {
  if (text.slice(from, to).includes('\n')) return undefined;
  const start = from === 0 ? 0 : text.lastIndexOf('\n', from - 1) + 1;
  const mark = /^>[> ]*/.exec(text.slice(start))?.[0];
  if (mark === undefined) return undefined;
  const goesOn = `\n${mark.trimEnd()} `;
  // The space between two words is not to begin the line.
  const end = text[to] === ' ' ? to + 1 : to;
  if (staysWithin) return { from, to: end, insert: goesOn, caret: from + goesOn.length };
  if (to === text.length || text[to] === '\n') return undefined;
  // Above the whole line: else its mark would stand behind the answer.
  if (from === to && from <= start + mark.length) return { from: start, to: start, insert: '\n', caret: start };
  return { from, to: end, insert: `\n${goesOn}`, caret: from + 1 };
}

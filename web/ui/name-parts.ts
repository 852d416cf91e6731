/** Names that strangers chose, made safe to be shown. Pure. */

/** Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm, with which "exe.fdp" poses as "pdf.exe". */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

export function withoutBidiControls(text: string): string {
  return text.replace(bidiControls, '').replace(controls, ' ');
}

interface Named {
  readonly name?: string | null | undefined;
  readonly email: string;
}

/** The name that somebody gave themselves; empty where it is an address that is not theirs. */
export function ownName({ name, email }: Named): string {
  const given = withoutBidiControls(name ?? '').trim();
  const isFalse = /[@＠﹫]/u.test(given) && !given.toLowerCase().includes(withoutBidiControls(email).toLowerCase());
  return isFalse ? '' : given;
}

/** What stands for somebody: that name, else the address. */
export function nameOf(person: Named): string {
  return ownName(person) || withoutBidiControls(person.email);
}

/** A name is at most this long a piece of the page. */
const longestName = 255;

/** "report.final.pdf" → "report.final" and ".pdf". What is too long to be an extension is none. */
export function splitFileName(name: string): { readonly stem: string; readonly extension: string } {
  const plain = withoutBidiControls(name).trim().slice(-longestName);
  const found = /^(.+)(\.[^.\s]{1,12})$/su.exec(plain);
  return found ? { stem: found[1] ?? '', extension: found[2] ?? '' } : { stem: plain, extension: '' };
}

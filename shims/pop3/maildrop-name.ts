/** Whom somebody signs in as, and which folder they mean. */
export interface MaildropName {
  readonly user: string;
  /** Undefined: the inbox. */
  readonly folder: string | undefined;
}

/**
 * `ali+Lists/a@example.org` and `ali@example.org+Lists/a` are the folder `Lists/a` of `ali@example.org`, as mail to such an address is for them: no
 * account has a `+` in its name.
 */
export function maildropName(name: string): MaildropName {
  const plus = name.indexOf('+');
  if (plus <= 0) return { user: name, folder: undefined };
  const at = name.lastIndexOf('@');
  const domain = at > plus ? name.slice(at) : '';
  const folder = name.slice(plus + 1, at > plus ? at : undefined);
  return { user: name.slice(0, plus) + domain, folder: folder === '' ? undefined : folder };
}

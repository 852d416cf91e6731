import { isFormAllowed } from '../header-form.ts';
import type { HeaderForm } from '../header-form.ts';
import { foldField } from './fold.ts';
import { printForm } from './print-forms.ts';
import type { Problems } from './problems.ts';

/** A header field to be written. */
export interface PrintedField {
  key: string;
  /** The finished field, line end included; empty where the property is null. */
  text: string;
  /** Path of the property it came from. */
  property: string;
}

/** RFC 8621 §4.1.3: properties that stand for one header field, in the order in which the fields are written. */
const convenience: readonly [property: string, field: string, form: HeaderForm][] = [
  ['sentAt', 'Date', 'asDate'],
  ['from', 'From', 'asAddresses'],
  ['sender', 'Sender', 'asAddresses'],
  ['replyTo', 'Reply-To', 'asAddresses'],
  ['to', 'To', 'asAddresses'],
  ['cc', 'Cc', 'asAddresses'],
  ['bcc', 'Bcc', 'asAddresses'],
  ['subject', 'Subject', 'asText'],
  ['messageId', 'Message-ID', 'asMessageIds'],
  ['inReplyTo', 'In-Reply-To', 'asMessageIds'],
  ['references', 'References', 'asMessageIds'],
];

export const convenienceProperties: ReadonlySet<string> = new Set(convenience.map(([property]) => property));

const forms: Record<string, HeaderForm> = {
  asRaw: 'asRaw', asText: 'asText', asAddresses: 'asAddresses', asGroupedAddresses: 'asGroupedAddresses', asMessageIds: 'asMessageIds', asDate: 'asDate', asURLs: 'asURLs',
};

/**
 * Prints the header properties of an Email or EmailBodyPart (RFC 8621 §4.1.3, §4.6). Refuses `headers`, two properties for
 * one field, forms that are not for the field, and values that do not fit the form.
 * @param path where the object stands in the draft, `''` or `bodyStructure/`
 * @param isRefused fields that must not be given here, and why
 */
export function printHeaderProperties(object: Record<string, unknown>, path: string, isRefused: (key: string) => string | null, problems: Problems): PrintedField[] {
  const fields: PrintedField[] = [];
  const seen = new Map<string, string>();
  const add = (property: string, name: string, form: HeaderForm, values: unknown[]): void => {
    const key = name.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      problems.add(path + other, `stands for the same header field as ${property}`);
      problems.add(path + property, `stands for the same header field as ${other}`);
      return;
    }
    seen.set(key, property);
    const refusal = isRefused(key) ?? (isFormAllowed(name, form) ? null : `the form ${form} is not for this field`);
    if (refusal !== null) {
      problems.add(path + property, refusal);
      return;
    }
    let text = '';
    for (const value of values) {
      const printed = printForm(form, value);
      if (printed === null) continue;
      if ('refusal' in printed) problems.add(path + property, printed.refusal);
      else text += 'raw' in printed ? `${name}:${printed.raw}\r\n` : foldField(name, printed.pieces.length === 0 ? [''] : printed.pieces);
    }
    fields.push({ key, text, property: path + property });
  };

  if (object.headers !== undefined && object.headers !== null) problems.add(`${path}headers`, 'header fields are set one by one');
  if (path === '') {
    for (const [property, name, form] of convenience) if (property in object) add(property, name, form, [object[property]]);
  }
  for (const property of Object.keys(object)) {
    if (!property.startsWith('header:')) continue;
    const parsed = parseHeaderProperty(property);
    if (parsed === null) {
      problems.add(path + property, 'is no header property');
      continue;
    }
    const value = object[property];
    if (parsed.isAll && !Array.isArray(value)) {
      if (value !== null) problems.add(path + property, 'must be a list');
      continue;
    }
    add(property, parsed.name, parsed.form, parsed.isAll ? (value as unknown[]) : [value]);
  }
  return fields;
}

/** `header:Name[:asForm][:all]` (RFC 8621 §4.1.3); null if it is malformed. */
export function parseHeaderProperty(property: string): { name: string; form: HeaderForm; isAll: boolean } | null {
  const match = /^header:([\x21-\x39\x3b-\x7e]+)(?::(as[A-Za-z]+))?(:all)?$/.exec(property);
  if (!match) return null;
  const form = match[2] === undefined ? 'asRaw' : Object.hasOwn(forms, match[2]) ? forms[match[2]] : undefined;
  return form === undefined ? null : { name: match[1] as string, form, isAll: match[3] !== undefined };
}

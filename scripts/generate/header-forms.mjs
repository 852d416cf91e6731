/** Properties `header:Name[:asForm][:all]` of an Email or body part (RFC 8621 §4.1.3), one pattern per form. */
import { parseType } from './notation.mjs';

const forms = {
  Raw: 'String',
  Text: 'String',
  Addresses: 'EmailAddress[]',
  GroupedAddresses: 'EmailAddressGroup[]',
  MessageIds: 'String[]',
  Date: 'Date',
  URLs: 'String[]',
};

/** A field name: printable ASCII except colon (RFC 5322 §3.6.8). */
const field = '^header:[!-9;-~]+';

export function headerProperties() {
  const patterns = {
    [`${field}$`]: parseType('String|null'),
    [`${field}:all$`]: parseType('String[]'),
  };
  for (const [form, type] of Object.entries(forms)) {
    patterns[`${field}:as${form}$`] = parseType(`${type}|null`);
    patterns[`${field}:as${form}:all$`] = { type: 'array', items: parseType(`${type}|null`) };
  }
  return patterns;
}

import type { EmailHeader, HeaderFormValue } from '../../../openapi/index.ts';
import { fieldsOf, type HeaderField, headerForm } from '../mime/index.ts';
import type { HeaderProperty } from './email-properties.ts';

/** A header block with its fields, scanned once for all that is asked of it. */
export interface ScannedHeader {
  readonly block: Buffer;
  readonly fields: readonly HeaderField[];
}

export function scanHeader(block: Buffer): ScannedHeader {
  return { block, fields: fieldsOf(block) };
}

/** RFC 8621 §4.1.3 `headers`: every field, raw, in order. */
export function allHeaders({ block, fields }: ScannedHeader): EmailHeader[] {
  return fields.map((field) => ({ name: field.name, value: headerForm(block.subarray(field.valueStart, field.valueEnd), 'asRaw') }));
}

/** One header property: of the last field of that name, or of all; null where there is none (§4.1.3). */
export function headerValue({ block, fields }: ScannedHeader, { key, form, isAll }: HeaderProperty): HeaderFormValue {
  const values = fields.filter((field) => field.key === key).map((field) => headerForm(block.subarray(field.valueStart, field.valueEnd), form));
  return (isAll ? values : (values.at(-1) ?? null)) as HeaderFormValue;
}

import type { ServerResponse } from 'node:http';

/** Says that an answer depends on a header of its request, once (RFC 9110 §12.5.5). */
export function addVary(res: ServerResponse, field: string): void {
  const there = res.getHeader('Vary');
  if (there === undefined) {
    res.setHeader('Vary', field);
    return;
  }
  const fields = String(there).toLowerCase().split(',').map((one) => one.trim());
  if (!fields.includes('*') && !fields.includes(field.toLowerCase())) res.setHeader('Vary', `${String(there)}, ${field}`);
}

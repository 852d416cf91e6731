import type { MimeLimits } from '../../mail/mime/index.ts';
import { type Description, describeMessage } from '../../mail/store/description.ts';
import type { Outcome } from './outcome.ts';

export interface DescribeInput {
  readonly bytes: Uint8Array;
  readonly limits: Partial<MimeLimits>;
}

/** Buffers cut to their own length: one of Node's pool would take its neighbours along. */
export function describe({ bytes, limits }: DescribeInput): Outcome<Description> {
  const description = describeMessage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits);
  const transfer: ArrayBuffer[] = [];
  const projection = Object.fromEntries(Object.entries(description.projection).map(([name, value]) => {
    if (!Buffer.isBuffer(value)) return [name, value];
    const own = Uint8Array.from(value);
    transfer.push(own.buffer);
    return [name, own];
  })) as unknown as Description['projection'];
  return { output: { ...description, projection }, transfer };
}

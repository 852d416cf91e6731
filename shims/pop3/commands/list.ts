import { scanListing } from '../scan-listing.ts';

/** LIST (RFC 1939 §5): numbers and sizes in octets. */
export const list = scanListing(({ sizeBytes }) => String(sizeBytes));

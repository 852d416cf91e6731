import { scanListing } from '../scan-listing.ts';

/** UIDL (RFC 1939 §7): numbers and lasting ids. */
export const uidl = scanListing(({ emailId }) => emailId);

import type { EmailBody } from '../store/index.ts';

export type Priority = 'high' | 'normal' | 'low';

/** How much its sender says that a message matters: `Importance` (RFC 4021 section 2.1.52), or `X-Priority` from 1 to 5, as most programs write it. */
export function priorityOf(message: EmailBody): Priority {
  const value = `${String(message['header:X-Priority:asText'] ?? '')} ${String(message['header:Importance:asText'] ?? '')}`.toLowerCase();
  return /\b[12]\b|high/.test(value) ? 'high' : /\b[45]\b|low/.test(value) ? 'low' : 'normal';
}

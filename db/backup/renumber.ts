import { SYSTEM_ACCOUNT } from '../unit.ts';
import { RESTORE_META } from './marker.ts';
import { STORE_BEFORE_META, STORE_META } from './store-name.ts';

/** Ids and UIDVALIDITY jump by this much, and by more the older the backup is: by far more than an account gave in the meantime (design §6). */
const LEAST_JUMP = 2 ** 20;
const PER_SECOND = 128;
/** The age beyond which each second counts once: numbers have 32 bits, and must last for many restores. */
const MOST_BY_AGE = 2 ** 27;
/** Numbers of accounts stay below 2²¹ (design §5, Ids). */
const SYSTEM_JUMP = 4096;

/**
 * A restored store is older than what clients have seen of it. Its next states lie past any that can have been given (microseconds since 1970: no account
 * takes a million mod-sequences a second), and none from before is built upon: JMAP answers `cannotCalculateChanges`, and as each mailbox has a new
 * UIDVALIDITY, IMAP clients drop what they hold. Ids of objects that came after the backup are not given again.
 * @param ageMs how long ago the backup was taken
 * @param now milliseconds
 */
export function renumbering(ageMs: number, now: number): string[] {
  const ageSeconds = Math.max(0, Math.ceil(ageMs / 1000));
  const jump = LEAST_JUMP + Math.min(PER_SECOND * ageSeconds, MOST_BY_AGE + ageSeconds);
  const modseq = Math.round(now * 1000);
  return [
    `UPDATE account SET modseq = CASE WHEN modseq + ${LEAST_JUMP} > ${modseq} THEN modseq + ${LEAST_JUMP} ELSE ${modseq} END,
       next_id = next_id + CASE WHEN id = ${SYSTEM_ACCOUNT} THEN ${SYSTEM_JUMP} ELSE ${jump} END, next_uid_validity = next_uid_validity + ${jump}`,
    'UPDATE account SET horizon_modseq = modseq, mailbox_property_modseq = modseq',
    `UPDATE mailbox SET uid_validity = uid_validity + ${jump}`,
  ];
}

/** What a restored store must not carry over: the source's way of ending, its name, sign-ins that were ended after the backup was taken. */
export const clearing: readonly string[] = [
  `DELETE FROM meta WHERE name IN ('stop', '${STORE_BEFORE_META}', '${RESTORE_META}')`,
  // The next backup may go into the folder that this one came from.
  `UPDATE meta SET name = '${STORE_BEFORE_META}' WHERE name = '${STORE_META}'`,
  'DELETE FROM push_subscription WHERE session_id IN (SELECT id FROM web_session)',
  'DELETE FROM web_session',
  'UPDATE queue_entry SET lease_owner = NULL, lease_until = NULL',
];

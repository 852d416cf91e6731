/** What somebody has after their own grant has ended: rights of several grants add up, and a group or everybody may give the folder, too. */
import type { MailboxRights, RightsExplanation } from '../../openapi/generated/jmap.ts';
import { askRights } from './ask-rights.ts';
import { rightsOfLetters } from './roles.ts';

export interface StillHeld {
  /** All that is left together. */
  readonly rights: MailboxRights;
  readonly through: RightsExplanation['grants'];
}

/**
 * @param others the grants of others that stand in each folder
 * @returns the folders that this person has all the same
 * @throws what `rest` throws
 */
export async function stillHeld(accountId: string, principalId: string, others: ReadonlyMap<string, Readonly<Record<string, MailboxRights>>>): Promise<ReadonlyMap<string, StillHeld>> {
  // Where the same grants stand, the answer is the same: most folders below are shared as the one above.
  const asked = new Map<string, Promise<RightsExplanation>>();
  const ask = (mailboxId: string, grants: Readonly<Record<string, MailboxRights>>): Promise<RightsExplanation> => {
    const key = JSON.stringify(Object.entries(grants).sort(([a], [b]) => a.localeCompare(b)));
    const answer = asked.get(key) ?? askRights(accountId, mailboxId, principalId);
    asked.set(key, answer);
    return answer;
  };
  const answers = await Promise.all([...others].filter(([, grants]) => Object.keys(grants).length > 0).map(async ([id, grants]) => [id, await ask(id, grants)] as const));
  const held = answers.map(([id, { rights, grants }]) => [id, { rights: rightsOfLetters(rights), through: grants }] as const);
  return new Map(held.filter(([, { rights }]) => rights.mayReadItems));
}

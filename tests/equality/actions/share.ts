/** Grants given, changed and taken back: by SETACL and DELETEACL (RFC 4314), and by `shareWith`. */
import { addGroupMembers, removeGroupMembers } from '../../../api/people/groups.ts';
import { quoted } from '../drivers/imap.ts';
import { grant } from '../model/folders.ts';
import type { Grantee, Mailbox, Who } from '../model/parts.ts';
import { jmapRights } from '../pictures/jmap.ts';
import type { World } from '../world.ts';
import type { Way } from './folders.ts';
import { imapOutcome, jmapOutcome, settle } from './outcome.ts';
import { expectSessionsEnded } from './sessions.ts';

/** @param letters by JMAP only such as its rights can say; empty: the grant is taken back */
export async function share(world: World, who: Who, way: Way, mailbox: Mailbox, to: Grantee, letters: string): Promise<void> {
  const { imap, jmap } = world.person(who);
  const { identifier, principalId, name } = world.grantee(to);
  const what = `gives ${name} ${letters === '' ? 'nothing' : letters} in ${world.show(mailbox)} by ${way}`;
  if (way === 'imap') {
    const path = quoted(world.path(who, mailbox));
    const answer = await imap.attempt(letters === '' ? `DELETEACL ${path} ${identifier}` : `SETACL ${path} ${identifier} ${letters}`);
    settle(world, who, what, imapOutcome(answer, 'SETACL'), grant(world.model, who, mailbox, to, letters), answer.tagged);
  } else {
    const patch = { [`shareWith/${principalId}`]: letters === '' ? null : jmapRights(letters) };
    const answer = await jmap.ask('Mailbox/set', { accountId: world.person(mailbox.owner).accountId, update: { [mailbox.id]: patch } });
    settle(world, who, what, jmapOutcome(answer, 'updated', mailbox.id), grant(world.model, who, mailbox, to, letters), answer);
  }
  await expectSessionsEnded(world);
}

/** Somebody comes into the group or goes: what is shared with it is theirs at once, or not any more. */
export async function changeTeam(world: World, member: Who): Promise<void> {
  const { model, server, team } = world;
  const { core } = server.running.open;
  const { address, name } = world.person(member);
  const isMember = model.team.has(member);
  await (isMember ? removeGroupMembers : addGroupMembers)(core, team, [address]);
  model.team[isMember ? 'delete' : 'add'](member);
  world.say(`${name} ${isMember ? 'leaves' : 'joins'} the team`);
  await expectSessionsEnded(world);
}

/** A POP3 client takes its mail: some it reads, some it deletes (RFC 1939; what is deleted goes to Trash). */
import { Pop3Session } from '../drivers/pop3.ts';
import { hashOf, learnUids } from '../model/learn.ts';
import { deleteByPop3 } from '../model/messages.ts';
import type { Membership, Who } from '../model/parts.ts';
import { learnAccount } from '../pictures/imap.ts';
import type { World } from '../world.ts';
import { settle } from './outcome.ts';

export async function takeByPop3(world: World, who: Who, places: readonly number[], retrieves: boolean, deletes: boolean): Promise<void> {
  const { model, server } = world;
  const inbox = model.withRole(who, 'inbox');
  const drop = inbox?.messages.filter((message) => !message.deleted) ?? [];
  if (!inbox || drop.length === 0) return;
  await learnAccount(world, who);
  learnUids(inbox, inbox.messages.map(({ uid }) => uid));
  const pop3 = await Pop3Session.open(server.ports.pop3, world.person(who).address);
  const chosen = [...new Set(places.map((place) => place % drop.length))].sort((a, b) => a - b);
  const messages = chosen.map((place) => drop[place] as Membership);
  for (const [i, place] of chosen.entries()) {
    const email = messages[i]?.email;
    if (retrieves) {
      const hash = hashOf(await pop3.retrieve(place + 1));
      if (hash !== email?.content.hash) throw new Error(`POP3 RETR ${place + 1} gives other bytes than ${email?.content.name} has`);
    }
    if (deletes) await pop3.must(`DELE ${place + 1}`);
  }
  await pop3.quit();
  if (retrieves) for (const { email } of messages) model.setSeen(who, email, true);
  if (deletes) deleteByPop3(model, who, messages);
  settle(world, who, `${retrieves ? 'retrieves' : 'leaves'} ${deletes ? 'and deletes ' : ''}${messages.map(({ email }) => email.content.name).join(' ')} by POP3`, 'done', 'done');
}

import { command, SIGNED_IN } from '../command.ts';
import { isLostReader } from '../connection.ts';
import { planFetch } from '../fetch/plan.ts';
import { writeMessages } from '../fetch/write-messages.ts';
import { notifyArguments } from '../grammar/parse-notify.ts';
import { code, no, ok } from '../grammar/status-response.ts';
import { writeStatus } from '../mailboxes/status-data.ts';
import { Notifier, WATCHED_MAILBOXES } from '../notify/notifier.ts';
import { itemsToBegin } from '../notify/tell-changes.ts';
import { isWatched } from '../notify/watch.ts';

/** NOTIFY (RFC 5465). SET takes the place of the one before; what has come meanwhile in the selected mailbox is told behind it, as by NOOP. */
export const notify = command({
  states: SIGNED_IN,
  parse: (parser) => notifyArguments(parser),
  async run({ session, writer, connection }, { status, selected, groups }) {
    const asked = (groups ?? []).filter(({ events }) => events.size > 0);
    const mailboxes = asked.length > 0 ? await session.user.legacy.mailboxes('all') : undefined;
    if (mailboxes && mailboxes.length > WATCHED_MAILBOXES) return no(`At most ${WATCHED_MAILBOXES} mailboxes are watched`, code('NOTIFICATIONOVERFLOW'));
    session.notify(new Notifier({
      session, writer, groups: asked, selected, mailboxes,
      isEnding: () => connection.isEnding,
      // The next change, or the next command, tries again; a client that takes nothing is cut already.
      onFault: (error) => {
        if (!isLostReader(error)) connection.logFault(error, 'NOTIFY');
      },
      fetchNew: async (mailbox, messages, items) => {
        await writeMessages({
          client: session.user, mailbox, writer, items, plan: planFetch(items, session.user.legacy, mailbox.view.rows.knowsSizes), hasCondstore: session.hasCondstore, isRev2: session.isRev2,
          isEnding: () => connection.isEnding,
        }, messages);
      },
    }));
    if (!status) return ok('NOTIFY completed');
    for (const mailbox of mailboxes ?? []) {
      if (mailbox.id === session.selected?.view.mailboxId || !isWatched(asked, 'MessageNew', mailbox)) continue;
      await writeStatus(writer, session, mailbox, itemsToBegin((event) => isWatched(asked, event, mailbox)));
      if (writer.isFull) await writer.drain();
    }
    return ok('NOTIFY completed');
  },
});

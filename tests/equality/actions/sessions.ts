/** Open sessions: what becomes of them when their mailbox goes, or the right to read it (contract, Answers). */
import type { World } from '../world.ts';

/** @throws Error where a session goes on in a mailbox that its client may not read any more */
export async function expectSessionsEnded(world: World): Promise<void> {
  for (const { who, sessions } of world.people) {
    for (const session of sessions) {
      const { selected } = session;
      if (!selected || world.model.rights(who, selected) !== '') continue;
      if (!(await session.isEnded())) throw new Error(`${session.name} goes on in ${selected.name}, which is not theirs to read any more`);
      session.close();
    }
  }
}

import { command, SIGNED_IN } from '../command.ts';
import { UNANSWERED } from '../connection.ts';
import { forgetAhead } from '../fetch/read-ahead.ts';
import { bad, ok, type StatusResponse } from '../grammar/status-response.ts';

/** IDLE (RFC 2177): changes are told as they happen, EXPUNGE too, until DONE. */
export const idle = command({
  states: SIGNED_IN,
  parse: () => undefined,
  async run({ session, writer, connection }) {
    const { selected, notifier } = session;
    if (selected) forgetAhead(selected);
    // What NOTIFY asks for, and nothing else (RFC 5465 §4).
    if (notifier) {
      writer.continuation('idling').flush();
      notifier.listen(true);
      const line = await connection.readLine();
      await notifier.attend();
      return ended(line);
    }
    // One announcement after another; whatever comes meanwhile is one more.
    let telling: Promise<void> | undefined;
    let isDue = false;
    const tell = async (): Promise<void> => {
      try {
        while (isDue && !connection.isEnding) {
          isDue = false;
          await selected?.announce('all');
          await writer.drain();
        }
      } finally {
        telling = undefined;
      }
    };
    const due = (): void => {
      isDue = true;
      // A failed reading is tried again at the next change and at DONE; a client that has gone ends the wait below.
      telling ??= tell().catch(() => undefined);
    };
    writer.continuation('idling').flush();
    if (selected) {
      selected.onChange = due;
      due();
    }
    let line: string | undefined;
    try {
      line = await connection.readLine();
    } finally {
      if (selected) selected.onChange = undefined;
      await telling;
    }
    return ended(line);
  },
});

function ended(line: string | undefined): StatusResponse {
  if (line === undefined) return UNANSWERED;
  return line.trim().toUpperCase() === 'DONE' ? ok('IDLE completed') : bad('Expected DONE');
}

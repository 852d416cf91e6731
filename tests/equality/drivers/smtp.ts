/** LMTP and submission: one message, one recipient after the other. */
import { dialogue } from '../../protocol/smtp/dialogue.ts';
import { PASSWORD } from '../../setup/server.ts';

/** Whether each recipient has it. Without `user` by LMTP, else by submission, signed in. */
export async function send(port: number, message: Buffer, recipients: readonly string[], user?: string): Promise<boolean[]> {
  const peer = await dialogue(port);
  const say = async (text: string): Promise<string> => {
    peer.send(`${text}\r\n`);
    return (await peer.answer()).at(-1) ?? '';
  };
  const must = async (text: string): Promise<void> => {
    const answer = await say(text);
    if (!/^[23]/.test(answer)) throw new Error(`${text}: ${answer}`);
  };
  try {
    await peer.answer();
    await must(`${user === undefined ? 'LHLO' : 'EHLO'} equality.example`);
    if (user !== undefined) await must(`AUTH PLAIN ${Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64')}`);
    await must(`MAIL FROM:<${user ?? 'outside@remote.example'}>`);
    const accepted: boolean[] = [];
    for (const recipient of recipients) accepted.push((await say(`RCPT TO:<${recipient}>`)).startsWith('250'));
    if (!accepted.includes(true)) return accepted;
    await must('DATA');
    peer.send(`${message.toString('latin1').replace(/(^|\n)\./g, '$1..')}.\r\n`);
    if (user !== undefined) {
      const isTaken = (await peer.answer()).at(-1)?.startsWith('250') ?? false;
      return accepted.map((each) => each && isTaken);
    }
    const delivered: boolean[] = [];
    for (const each of accepted) delivered.push(each && ((await peer.answer()).at(-1)?.startsWith('250') ?? false));
    return delivered;
  } finally {
    peer.close();
  }
}

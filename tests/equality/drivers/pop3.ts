/** A POP3 session of one person's inbox. */
import { type Dialogue, dialogue } from '../../protocol/smtp/dialogue.ts';
import { PASSWORD } from '../../setup/server.ts';

export class Pop3Session {
  readonly #peer: Dialogue;

  private constructor(peer: Dialogue) {
    this.#peer = peer;
  }

  static async open(port: number, user: string): Promise<Pop3Session> {
    const session = new Pop3Session(await dialogue(port));
    await session.#peer.line();
    await session.must(`USER ${user}`);
    await session.must(`PASS ${PASSWORD}`);
    return session;
  }

  async must(command: string): Promise<string> {
    this.#peer.send(`${command}\r\n`);
    const answer = (await this.#peer.line()) ?? '';
    if (!answer.startsWith('+OK')) throw new Error(`POP3 ${command}: ${answer}`);
    return answer;
  }

  /** A multi-line answer without its dots. */
  async lines(command: string): Promise<string[]> {
    await this.must(command);
    const lines: string[] = [];
    for (let line = await this.#peer.line(); line !== undefined && line !== '.'; line = await this.#peer.line()) lines.push(line.startsWith('.') ? line.slice(1) : line);
    return lines;
  }

  /** By message number: its unique id and size. */
  async listing(): Promise<{ id: string; sizeBytes: number }[]> {
    const [ids, sizes] = [await this.lines('UIDL'), await this.lines('LIST')];
    return ids.map((line, i) => ({ id: line.split(' ')[1] ?? '', sizeBytes: Number(sizes[i]?.split(' ')[1]) }));
  }

  async retrieve(number: number): Promise<Buffer> {
    return Buffer.from((await this.lines(`RETR ${number}`)).map((line) => `${line}\r\n`).join(''), 'latin1');
  }

  async quit(): Promise<void> {
    await this.must('QUIT');
    this.#peer.close();
  }

  close(): void {
    this.#peer.close();
  }
}

import { connect, type Socket } from 'node:net';

/** Mozilla's remote protocol: `length:json` both ways, `[0, id, command, parameters]` answered by `[1, id, error, result]`. */
export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #received = Buffer.alloc(0);
  #ids = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Thunderbird closed the connection'));
      this.#waiting.clear();
    });
  }

  /** A session whose scripts run in the program itself. */
  static async open(port: number): Promise<Marionette> {
    const marionette = new Marionette(connect(port, '127.0.0.1'));
    await marionette.send('WebDriver:NewSession', { capabilities: { alwaysMatch: { timeouts: { script: 60_000 } } } });
    await marionette.send('Marionette:SetContext', { value: 'chrome' });
    return marionette;
  }

  send(command: string, parameters: object): Promise<unknown> {
    const id = ++this.#ids;
    const text = JSON.stringify([0, id, command, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  /** Runs the body of a function; a promise that it returns is waited for. @returns what it gives, as JSON allows */
  async execute(script: string, args: readonly unknown[]): Promise<unknown> {
    const answer = (await this.send('WebDriver:ExecuteScript', { script, args, sandbox: 'system', newSandbox: true })) as { value: unknown };
    return answer.value;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.#received = Buffer.concat([this.#received, piece]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.toString('latin1', 0, colon));
      if (this.#received.length < end) return;
      const told: unknown = JSON.parse(this.#received.toString('utf8', colon + 1, end));
      this.#received = this.#received.subarray(end);
      // The greeting is no list.
      if (!Array.isArray(told)) continue;
      const [, id, error, result] = told as [number, number, { error: string; message: string; stacktrace: string } | null, unknown];
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(`${error.error}: ${error.message}\n${error.stacktrace}`));
      else waiting?.resolve(result);
    }
  }
}

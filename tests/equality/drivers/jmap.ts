/** JMAP over HTTP as one person. */
import { PASSWORD } from '../../setup/server.ts';

export type Fields = Record<string, unknown>;
export type MethodResponse = readonly [name: string, args: Fields, callId: string];

const using = ['core', 'mail', 'mail:share', 'principals', 'submission', 'quota'].map((name) => `urn:ietf:params:jmap:${name}`);

export class JmapClient {
  readonly #http: string;
  readonly #authorization: string;

  constructor(http: string, address: string) {
    this.#http = http;
    this.#authorization = `Basic ${Buffer.from(`${address}:${PASSWORD}`).toString('base64')}`;
  }

  /** @throws Error where a method fails inside the server, which nothing that a client says may bring about */
  async call(...methodCalls: readonly (readonly [string, Fields])[]): Promise<MethodResponse[]> {
    const body = JSON.stringify({ using, methodCalls: methodCalls.map(([name, args], n) => [name, args, String(n)]) });
    const answer = await fetch(`${this.#http}/jmap/api`, { method: 'POST', headers: { authorization: this.#authorization, 'content-type': 'application/json' }, body });
    if (answer.status !== 200) throw new Error(`JMAP ${answer.status}: ${await answer.text()}\nbehind ${body}`);
    const { methodResponses } = (await answer.json()) as { methodResponses: MethodResponse[] };
    const fault = methodResponses.find(([name, args]) => name === 'error' && /^server/.test(String(args['type'])));
    if (fault) throw new Error(`JMAP ${JSON.stringify(fault)} behind ${body}`);
    return methodResponses;
  }

  /** One call: its answer, or the method's error as `{ error: type }`. */
  async ask(name: string, args: Fields): Promise<Fields> {
    const [response] = await this.call([name, args]);
    if (!response) throw new Error(`JMAP ${name} has no answer`);
    return response[0] === 'error' ? { error: response[1]['type'] } : response[1];
  }

  async session(): Promise<{ accounts: Record<string, { isReadOnly: boolean; isPersonal: boolean; name: string }>; primaryAccounts: Record<string, string> }> {
    return (await (await fetch(`${this.#http}/jmap/session`, { headers: { authorization: this.#authorization } })).json()) as never;
  }

  /** @returns undefined where it is refused */
  async download(accountId: string, blobId: string): Promise<Buffer | undefined> {
    const answer = await fetch(`${this.#http}/jmap/download/${accountId}/${blobId}/m.eml?type=message/rfc822`, { headers: { authorization: this.#authorization } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return answer.status === 200 ? bytes : undefined;
  }

  /** @returns the blob's id; undefined where it is refused */
  async upload(accountId: string, bytes: Buffer): Promise<string | undefined> {
    const answer = await fetch(`${this.#http}/jmap/upload/${accountId}`, { method: 'POST', headers: { authorization: this.#authorization, 'content-type': 'message/rfc822' }, body: new Uint8Array(bytes) });
    const { blobId } = (await answer.json()) as { blobId?: string };
    return answer.ok ? blobId : undefined;
  }
}

/** @throws Error where the method was refused */
export function listOf<T>(response: MethodResponse | undefined, property = 'list'): T[] {
  const list = response?.[1][property];
  if (!Array.isArray(list)) throw new Error(`JMAP: no ${property} in ${JSON.stringify(response)}`);
  return list as T[];
}

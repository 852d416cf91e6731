/** One person's mail over JMAP. */
export interface StoredEmail {
  readonly id: string;
  readonly messageId: readonly string[] | null;
  readonly keywords: Readonly<Record<string, true>>;
  readonly mailboxIds: Readonly<Record<string, true>>;
}

type Answer = readonly [name: string, args: Record<string, unknown>, callId: string];

export class JmapAccount {
  readonly #base: string;
  readonly #authorization: string;
  #accountId: string | undefined;

  constructor(port: number, address: string, password: string) {
    this.#base = `http://127.0.0.1:${port}`;
    this.#authorization = `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;
  }

  async accountId(): Promise<string> {
    if (this.#accountId === undefined) {
      const response = await fetch(`${this.#base}/jmap/session`, { headers: { authorization: this.#authorization } });
      if (!response.ok) throw new Error(`the session was answered ${response.status}: ${await response.text()}`);
      const session = (await response.json()) as { primaryAccounts: Record<string, string> };
      this.#accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
    }
    return this.#accountId;
  }

  /** @throws Error where the request is not answered 200 */
  async call(methodCalls: readonly (readonly [string, Record<string, unknown>, string])[]): Promise<readonly Answer[]> {
    const accountId = await this.accountId();
    const response = await fetch(`${this.#base}/jmap/api`, {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        using: ['core', 'mail', 'submission', 'quota'].map((name) => `urn:ietf:params:jmap:${name}`),
        methodCalls: methodCalls.map(([name, args, id]) => [name, { accountId, ...args }, id]),
      }),
    });
    if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { methodResponses: Answer[] }).methodResponses;
  }

  /** Everything in the account. */
  async emails(): Promise<StoredEmail[]> {
    const found: StoredEmail[] = [];
    for (let position = 0; ; ) {
      const answers = await this.call([
        ['Email/query', { position, limit: 500, sort: [{ property: 'receivedAt', isAscending: true }] }, 'q'],
        ['Email/get', { properties: ['id', 'messageId', 'keywords', 'mailboxIds'], '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'g'],
      ]);
      const list = (answers[1]?.[1]['list'] ?? []) as StoredEmail[];
      found.push(...list);
      if (list.length < 500) return found;
      position += list.length;
    }
  }
}

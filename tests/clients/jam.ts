/** The part of jmap-jam that the suite drives. Its own declarations hold syntax that `erasableSyntaxOnly` refuses, so that the module is loaded without them. */
export interface Jam {
  getPrimaryAccount(): Promise<string>;
  readonly api: Readonly<Record<string, Readonly<Record<string, (args: unknown) => Promise<readonly [Answer, unknown]>>>>>;
  uploadBlob(accountId: string, body: Blob): Promise<{ blobId: string }>;
  downloadBlob(options: { accountId: string; blobId: string; mimeType: string; fileName: string }): Promise<Response>;
  requestMany(build: (draft: Draft) => Record<string, unknown>): Promise<readonly [Readonly<Record<string, Answer>>, unknown]>;
}

export interface Answer {
  readonly list: readonly Record<string, unknown>[];
  readonly created?: Readonly<Record<string, { readonly id: string }>> | null;
  readonly notCreated?: Readonly<Record<string, unknown>> | null;
}

type Draft = Readonly<Record<string, Readonly<Record<string, (args: unknown) => { $ref(path: string): unknown }>>>>;

export async function openJam(options: { sessionUrl: string; bearerToken: string }): Promise<Jam> {
  const name: string = 'jmap-jam';
  const { default: Client } = (await import(name)) as { default: new (given: typeof options) => Jam };
  return new Client(options);
}

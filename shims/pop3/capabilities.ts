/** Capabilities (RFC 2449 §6; AUTH-RESP-CODE: RFC 3206; UTF8: RFC 6856) that an account can do without, with their parameters. */
export const OFFERED: ReadonlyMap<string, string> = new Map([
  ['TOP', ''], ['UIDL', ''], ['RESP-CODES', ''], ['AUTH-RESP-CODE', ''], ['PIPELINING', ''], ['EXPIRE', 'NEVER'], ['UTF8', 'USER'],
]);

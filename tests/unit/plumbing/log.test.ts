import { expect, test } from 'vitest';
import { createLog, errorFields, roomLog } from '../../../api/shared/log.ts';

function captured(): { lines: () => Record<string, unknown>[]; log: ReturnType<typeof createLog> } {
  const written: string[] = [];
  const log = createLog({ level: 'info', stream: { write: (line: string) => void written.push(line) } });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('lines are structured, of the level or above, and carry their room', () => {
  const { log, lines } = captured();
  const imap = roomLog(log, 'imap');
  imap.debug('not shown');
  imap.info({ sessionId: 7 }, 'signed in');
  expect(lines()).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), room: 'imap', sessionId: 7, msg: 'signed in' }]);
});

test('secrets never reach the log', () => {
  const { log, lines } = captured();
  log.info({ password: 's3cret', user: { password: 's3cret', token: 's3cret' }, request: { headers: { authorization: 's3cret', 'set-cookie': 's3cret', host: 'a' } }, headers: { cookie: 's3cret' } }, 'x');
  expect(JSON.stringify(lines())).not.toContain('s3cret');
  expect(lines()[0]).toMatchObject({ password: '[hidden]', request: { headers: { host: 'a' } } });
});

test('a database error is logged without the values of its statement', () => {
  const { log, lines } = captured();
  const cause = Object.assign(new Error("Duplicate entry 's3cret' for key 'users.address'"), { code: 'ER_DUP_ENTRY', sql: "INSERT 's3cret'" });
  const error = Object.assign(new Error(cause.message, { cause }), { parameters: ['s3cret'], query: 'INSERT' });
  log.error({ err: error }, 'failed');
  log.error(new Error('connect mariadb://u:s3cret@h/d failed'));
  expect(JSON.stringify(lines())).not.toContain('s3cret');
  expect(lines()[0]).toMatchObject({ err: { type: 'Error', message: "Duplicate entry '[hidden]' for key 'users.address'", cause: { code: 'ER_DUP_ENTRY' } } });
  expect(errorFields('text')).toEqual({ type: 'string', message: 'text' });
});

/** Broken transcripts against a whole server: IMAP, SMTP, submission, LMTP, POP3. Each connection ends, each answer is one, and nothing is a fault of ours. */
import { once } from 'node:events';
import { constants, createInflateRaw, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LineClient } from '../crash/line-client.ts';
import { ALICE, BOB, heldMiB, type Target, target } from '../protocol/bad-input/harness.ts';
import { freshDatabase } from '../setup/databases.ts';
import { PASSWORD } from '../setup/server.ts';
import { fuzz, mutate, pick, type Random, upTo, within } from './fuzz.ts';

let at: Target;
let before = 0;
beforeAll(async () => {
  at = await target(() => freshDatabase('sqlite'), { signInFailures: 1000, badCommands: 1000 });
  for (let n = 0; n < 5; n++) await at.deliver(`Subject: number ${n}\r\nMessage-ID: <${n}@x.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n--b--\r\n`);
  before = heldMiB();
});
afterAll(async () => {
  // Every listener lives, and what is stored agrees with itself.
  await at.end();
  expect(heldMiB() - before).toBeLessThan(100);
});

/** All at once, then our side is closed: the server answers what it can, and ends. */
async function play(port: number, text: string): Promise<string> {
  const client = new LineClient(port);
  const greeting = await within('the greeting', client.line());
  client.send(text);
  client.socket.end();
  try {
    return `${greeting}\r\n${(await within(`the connection behind ${JSON.stringify(text.slice(0, 2000))}`, client.rest())).map((line) => `${line}\r\n`).join('')}`;
  } finally {
    client.close();
  }
}

function expectNoFault(output: string, input: string): void {
  if (/SERVERBUG|Internal error/i.test(output)) throw new Error(`a fault behind ${JSON.stringify(input.slice(0, 2000))}: ${/.*(?:SERVERBUG|Internal error).*/i.exec(output)?.[0]}`);
}

/** `literal` here is 4 bytes; what is said behind SELECT has messages to work on. */
const imapCommands = [
  'CAPABILITY', 'NOOP', 'ID ("name" "x" "version" NIL)', 'ID NIL', 'NAMESPACE', 'ENABLE CONDSTORE', 'ENABLE UTF8=ACCEPT QRESYNC', 'LIST "" *', 'LIST "" (INBOX "a/%") RETURN (STATUS (MESSAGES UIDNEXT) SPECIAL-USE)',
  'LIST (SUBSCRIBED RECURSIVEMATCH) "" "*"', 'LSUB "" "%"', 'XLIST "" "*"', 'STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN SIZE HIGHESTMODSEQ MAILBOXID)', 'SELECT INBOX (CONDSTORE)', 'EXAMINE Sent',
  'SELECT "Drafts"', 'CREATE "a/b/c"', 'CREATE &AOk-t&AOk- (USE (\\Flagged))', 'CREATE {4+}\r\nabcd', 'DELETE a/b', 'RENAME a z', 'RENAME INBOX old', 'SUBSCRIBE a', 'UNSUBSCRIBE a', 'GETQUOTAROOT INBOX', 'GETQUOTA ""',
  'FETCH 1:* FLAGS', 'FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE MODSEQ EMAILID THREADID)', 'FETCH 1,3:2,* ALL', 'FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject "X-A" {4+}\r\nabcd)]<0.100>',
  'FETCH 2 (BODY[1] BODY[2.HEADER] BODY[2.1.MIME] BODY[2.TEXT]<3.5>)', 'UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)', 'FETCH 1 RFC822', 'STORE 1:* +FLAGS (\\Seen $Label1 "x")', 'STORE 1 (UNCHANGEDSINCE 5) -FLAGS.SILENT \\Seen keyword',
  'UID STORE 1:* FLAGS (\\Deleted)', 'COPY 1:2 Sent', 'UID MOVE 1 Trash', 'EXPUNGE', 'UID EXPUNGE 1:*', 'SEARCH ALL', 'SEARCH RETURN (MIN MAX COUNT ALL) OR NOT SEEN (FROM "a" SINCE 1-Jan-2020) TEXT {5+}\r\nhello', 'SEARCH CHARSET UTF-8 SUBJECT "n\xc3\xa9" LARGER 1 KEYWORD $x MODSEQ 1',
  'UID SEARCH UID 1:* HEADER Message-ID "" YOUNGER 100 EMAILID e1', 'APPEND INBOX (\\Seen $x) "01-Jan-2024 10:00:00 +0100" {23+}\r\nSubject: appended\r\n\r\nx\r\n', 'APPEND Drafts {12+}\r\nSubject: y\r\n\r\n', 'IDLE\r\nDONE', 'CHECK', 'CLOSE', 'UNSELECT',
  'APPEND INBOX (\\Seen) {12+}\r\nSubject: y\r\n\r\n " 1-Jan-2024 10:00:00 +0000" ~{12+}\r\nSubject: z\r\n\r\n', 'APPEND INBOX UTF8 (~{12+}\r\nSubject: \xc3\xa9\r\n)', 'STATUS INBOX (APPENDLIMIT)',
  'FETCH 1:* (BINARY.SIZE[1] BINARY.PEEK[2.1]<0.5> SAVEDATE PREVIEW (LAZY))', 'FETCH 1 BINARY[]', 'SEARCH SAVEDSINCE 1-Jan-2020 SAVEDATESUPPORTED NOT SAVEDON 2-Feb-2024',
  'GETMETADATA (MAXSIZE 100 DEPTH infinity) INBOX (/private/comment /shared/x)', 'GETMETADATA "" /shared/admin', 'SETMETADATA INBOX (/private/comment ~{3+}\r\na\0b /shared/comment NIL)', 'SETMETADATA "" (/private/vendor/a/b "c")',
  'NOTIFY SET STATUS (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (Subject)]) MessageExpunge FlagChange)) (subtree (INBOX "a/b") (MessageNew MessageExpunge MailboxName)) (personal (SubscriptionChange MailboxMetadataChange ServerMetadataChange))',
  'NOTIFY SET (selected-delayed (MessageNew MessageExpunge)) (inboxes NONE)', 'NOTIFY NONE', 'GETJMAPACCESS', 'UNAUTHENTICATE',
  'AUTHENTICATE PLAIN AGEAYg==', 'AUTHENTICATE LOGIN\r\nYQ==\r\nYg==', 'STARTTLS', 'LOGOUT',
];
const imapWords = ['INBOX', 'NIL', '{3+}\r\nabc', '{3}\r\n', '{0+}\r\n', '~{2+}\r\nxy', '{99999999999999}', '1:*', '*:1', '$', '()', '((', 'BODY[', 'HEADER.FIELDS (', '<0.1>', 'UID ', '&AOk-', '&', '\\Seen', '"', 'NOT ', 'OR ', '(CHANGEDSINCE ', '/private/', '/shared/vendor/', '(DEPTH ', 'MessageNew ', 'NIL)', ' UTF8 (', '~{1+}\r\n\0', 'DONE\r\n', '* ', '+ ', '\r\nz NOOP\r\n'];

/** Where lines stand outside of literals: each must begin as an answer does. */
function expectAnswers(output: string, input: string): void {
  // With UTF8=ACCEPT and IMAP4rev2, quoted strings are UTF-8 (RFC 9755 §3). Control characters may stand in any (RFC 3501 §9, TEXT-CHAR).
  const isUtf8 = /^\* ENABLED.* (?:UTF8=ACCEPT|IMAP4rev2)/m.test(output);
  for (let from = 0; from < output.length; ) {
    let end = output.indexOf('\r\n', from);
    const start = from;
    for (;;) {
      if (!isUtf8 && /[^\x01-\x7f]/.test(output.slice(from, Math.max(from, end)))) throw new Error(`not ASCII outside of literals: ${JSON.stringify(output.slice(start, end).slice(0, 300))}`);
      if (end < 0) throw new Error(`an answer without an end: ${JSON.stringify(output.slice(start, start + 200))}`);
      const literal = /\{(\d+)\}$/.exec(output.slice(from, end));
      if (!literal) break;
      // A connection that was cut by us may end inside a literal.
      from = end + 2 + Number(literal[1]);
      if (from > output.length) return;
      end = output.indexOf('\r\n', from);
    }
    const answer = output.slice(start, end);
    if (!/^(?:\* |\+ |\S+ (?:OK|NO|BAD) )/.test(answer)) throw new Error(`no answer: ${JSON.stringify(answer.slice(0, 200))} behind ${JSON.stringify(input.slice(0, 2000))}`);
    from = end + 2;
  }
}

function imapScript(random: Random, broken: number): string {
  let script = '';
  for (let n = 1 + upTo(random, 8); n > 0; n--) {
    const command = pick(random, imapCommands);
    script += `t${n} ${random() < broken ? mutate(random, command, imapWords) : command}\r\n`;
  }
  return script;
}

fuzz('IMAP, signed in: each command has its answer, or the connection its end', async (random) => {
  const script = `in LOGIN ${ALICE} "${PASSWORD}"\r\nse SELECT INBOX\r\n${imapScript(random, 0.7)}\r\nfence NOOP\r\nbye LOGOUT\r\n`;
  const output = await play(at.server.ports.imap, script);
  expectNoFault(output, script);
  expectAnswers(output, script);
  // Unless the rest was taken for a literal that never came whole, somebody said BYE.
  if (!/\{\d*\+?\}|STARTTLS|AUTHENTICATE|IDLE/i.test(script) && !/^\* BYE /m.test(output)) throw new Error(`neither BYE nor an unfinished literal: ${JSON.stringify(script)}\n${output.slice(-500)}`);
});

fuzz('IMAP, before sign-in', async (random) => {
  const script = `${imapScript(random, 0.7)}fence NOOP\r\nbye LOGOUT\r\n`;
  const output = await play(at.server.ports.imap, script);
  expectNoFault(output, script);
  if (/^\* (?:\d+ FETCH|LIST|SEARCH)/m.test(output)) throw new Error(`mail without a sign-in: ${JSON.stringify(script)}`);
});

/** As {@link play}, with everything behind the sign-in compressed in pieces (RFC 4978). @param broken bytes instead of what DEFLATE says */
async function playCompressed(port: number, text: string, broken: (deflated: Buffer) => Buffer): Promise<string> {
  const client = new LineClient(port);
  await within('the greeting', client.line());
  client.send(`in LOGIN ${ALICE} "${PASSWORD}"\r\nco COMPRESS DEFLATE\r\n`);
  for (let line = await within('COMPRESS', client.line()); line !== null && !line.startsWith('co OK'); line = await within('COMPRESS', client.line()));
  const pieces: Buffer[] = [];
  client.socket.removeAllListeners('data');
  const inflate = client.socket.pipe(createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }));
  inflate.on('data', (piece: Buffer) => pieces.push(piece));
  // A connection that is cut has no end; what had come of it is expanded all the same.
  client.socket.once('close', () => inflate.end());
  const over = once(inflate, 'close').catch(() => undefined);
  client.socket.end(broken(deflateRawSync(Buffer.from(text, 'latin1'), { finishFlush: constants.Z_SYNC_FLUSH })));
  try {
    await within(`the connection behind ${JSON.stringify(text.slice(0, 2000))}`, over);
  } finally {
    client.close();
  }
  return Buffer.concat(pieces).toString('latin1');
}

fuzz('IMAP, compressed: the same answers; what is no DEFLATE ends the connection', async (random) => {
  const script = `se SELECT INBOX\r\n${imapScript(random, 0.5).replaceAll('UNAUTHENTICATE', 'NOOP')}\r\nfence NOOP\r\nbye LOGOUT\r\n`;
  const isBroken = random() < 0.3;
  const output = await playCompressed(at.server.ports.imap, script, (deflated) => (isBroken ? Buffer.from(mutate(random, deflated.toString('latin1')), 'latin1') : deflated));
  expectNoFault(output, script);
  if (!isBroken) expectAnswers(output, script);
});

test('IMAP: a bomb in COMPRESS is a line that is too long, or commands; memory stays', async () => {
  const held = heldMiB();
  for (const [what, plainText] of [['a line', `x LOGIN ${'a'.repeat(80 * 1024 * 1024)}`], ['a literal', `x STATUS {80000000+}\r\n${'a'.repeat(80_000_000)} (MESSAGES)\r\n`], ['commands', 'x NOOP\r\n'.repeat(50_000)]] as const) {
    const output = await playCompressed(at.server.ports.imap, plainText, (deflated) => {
      expect(deflated.length, what).toBeLessThan(500_000);
      return deflated;
    });
    expect(output, what).toMatch(/^(?:\* BYE|x BAD|x OK)/m);
    expectNoFault(output, plainText.slice(0, 50));
  }
  expect(heldMiB() - held).toBeLessThan(100);
});

test('IMAP: a million ranges, a search a thousand deep, a literal that never comes, a side that is closed', async () => {
  const head = `in LOGIN ${ALICE} "${PASSWORD}"\r\nse SELECT INBOX\r\n`;
  const tail = '\r\nfence NOOP\r\nbye LOGOUT\r\n';
  const ranges = Array.from({ length: 1_000_000 }, (_, i) => `${i + 1}:${i + 2}`).join(',');
  for (const command of [
    `x FETCH ${ranges} FLAGS`, `x UID FETCH ${ranges.slice(0, 60_000)}1 FLAGS`, `x SEARCH ${'('.repeat(1000)}ALL${')'.repeat(1000)}`, `x SEARCH ${'NOT '.repeat(1000)}ALL`, `x SEARCH ${'OR ALL '.repeat(1000)}ALL`,
    `x NOTIFY SET ${'(personal (MailboxName)) '.repeat(2000)}`, `x GETMETADATA INBOX (${'/private/a '.repeat(5000)})`, `x FETCH 1 (${'BINARY.PEEK[1] BINARY.SIZE[2] '.repeat(1000)})`,
    `x APPEND INBOX${' {1+}\r\na'.repeat(400)}`,
  ]) {
    const output = await play(at.server.ports.imap, `${head}${command}${tail}`);
    expectNoFault(output, command.slice(0, 100));
    expect(output, command.slice(0, 60)).toMatch(/^(?:x (?:OK|NO|BAD) |\* BYE )/m);
  }
  for (const command of ['x APPEND INBOX {100+}\r\nhalf', 'x STATUS {100+}\r\nINB', 'x APPEND INBOX {3+}\r\nabc {100+}\r\nhalf', 'x SETMETADATA INBOX (/private/a {50+}\r\n']) {
    expectNoFault(await play(at.server.ports.imap, `${head}${command}`), command);
  }
  expect(await play(at.server.ports.imap, `${head}st STATUS INBOX (MESSAGES)\r\n`)).toMatch(/^st OK/m);
});

const plain = Buffer.from(`\0${ALICE}\0${PASSWORD}`).toString('base64');
const smtpCommands = [
  'NOOP', 'RSET', 'VRFY alice', 'EXPN staff', 'HELP', 'HELO x', 'EHLO [127.0.0.1]', 'STARTTLS', 'MAIL FROM:<> SIZE=100 BODY=8BITMIME', `MAIL FROM:<${ALICE}> RET=HDRS ENVID=a+20b`, 'MAIL FROM:<"a b"@x.example> SMTPUTF8',
  `MAIL FROM:<${ALICE}> HOLDFOR=10`, `RCPT TO:<${BOB}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+40b`, `RCPT TO:<${ALICE}>`, 'RCPT TO:<postmaster>', 'RCPT TO:<@a,@b:x@y.example>', 'RCPT TO:<nobody@example.com>', 'BDAT 5 LAST\r\nhello',
  `AUTH PLAIN ${plain}`, 'AUTH LOGIN\r\nYQ==\r\nYg==', 'AUTH PLAIN\r\nAGEAYg==', 'XCLIENT ADDR=1.2.3.4', 'DATA\r\nSubject: x\r\nFrom: <alice@example.com>\r\n\r\nhello\r\n.', 'DATA\r\n..\r\n.\r\n', 'QUIT',
];
const smtpWords = ['<', '>', '"', '@', '\\', ' SIZE=', ' NOTIFY=NEVER', '+41', '\r\n.\r\n', '\n.\n', '\r.\r', '..', 'FROM:', 'TO:', '[IPv6:::1]', '\xc3\xa9', ' AUTH=<>', ' ORCPT='];

function smtpScript(random: Random, hello: string): string {
  let script = `${random() < 0.9 ? hello : mutate(random, hello)}\r\n`;
  if (random() < 0.5) script += `AUTH PLAIN ${plain}\r\n`;
  for (let n = 1 + upTo(random, 10); n > 0; n--) {
    const command = pick(random, smtpCommands);
    script += `${random() < 0.6 ? mutate(random, command, smtpWords) : command}\r\n`;
  }
  return `${script}\r\n.\r\nQUIT\r\n`;
}

for (const listener of ['smtp', 'submission', 'lmtp'] as const) {
  fuzz(`${listener.toUpperCase()}: replies in one form, no fault, an end`, async (random) => {
    const script = smtpScript(random, listener === 'lmtp' ? 'LHLO x' : 'EHLO x');
    const output = await play(at.server.ports[listener], script);
    expectNoFault(output, script);
    for (const line of output.split('\r\n').slice(0, -1)) {
      if (!/^[2345]\d\d[ -][\x20-\x7e]*$/.test(line)) throw new Error(`no reply: ${JSON.stringify(line)} behind ${JSON.stringify(script)}`);
    }
  });
}

const pop3Commands = ['CAPA', 'STAT', 'LIST', 'LIST 1', 'UIDL', 'UIDL 2', 'RETR 1', 'TOP 1 3', 'DELE 2', 'RSET', 'NOOP', 'STLS', 'AUTH', `AUTH PLAIN ${plain}`, 'AUTH PLAIN\r\nAGEAYg==', 'AUTH LOGIN\r\nYQ==\r\nYg==', 'APOP a b', `USER ${ALICE}`, 'PASS x', 'LAST', 'UTF8', `USER ${ALICE.replace('@', '+Trash@')}`, 'QUIT'];

fuzz('POP3: each answer is +OK or -ERR, lines of messages apart', async (random) => {
  let script = random() < 0.8 ? `USER ${ALICE}\r\nPASS ${PASSWORD}\r\n` : '';
  for (let n = 1 + upTo(random, 8); n > 0; n--) {
    const command = pick(random, pop3Commands);
    script += `${random() < 0.6 ? mutate(random, command, [' ', '  1', '-1', '0', '4294967297', '1 1', '=']) : command}\r\n`;
  }
  script += 'QUIT\r\n';
  const output = await play(at.server.ports.pop3, script);
  expectNoFault(output, script);
  let inBody = false;
  // LIST and UIDL alone have a list behind them; RSET has the same words and none, so lines of a list are told by their form.
  for (const line of output.split('\r\n').slice(0, -1)) {
    if (inBody) inBody = line !== '.';
    else if (/^(?:\d+ [0-9a-z]+|\.)$/.test(line)) continue;
    else if (!/^(?:\+OK|-ERR|\+) [\x20-\x7e]*$/.test(line)) throw new Error(`no answer: ${JSON.stringify(line)} behind ${JSON.stringify(script)}`);
    else inBody = /^\+OK (?:.*follow|\d+ octets)/i.test(line);
  }
});

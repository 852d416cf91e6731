import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../../config.ts';
import { isCommandOff, OFFERED, unknownCapabilities } from '../../../shims/imap/capabilities.ts';
import { commands } from '../../../shims/imap/commands/index.ts';
import { openApiDocument } from '../../../openapi/index.ts';
import { OFFERED as POP3_OFFERED } from '../../../shims/pop3/capabilities.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture } from './harness.ts';

const opened: ImapFixture[] = [];
afterAll(async () => {
  for (const imap of opened) await imap.close();
});

async function fixture(capabilitiesOff: readonly string[]): Promise<ImapFixture> {
  const database = await freshDatabase('sqlite');
  const imap = await imapFixture(async () => database, { listener: { capabilitiesOff } });
  opened.push(imap);
  return imap;
}

test('what a listener has switched off is neither shown nor to be enabled; its commands are unknown', async () => {
  const imap = await fixture(['qresync', 'THREAD=REFERENCES', 'SORT']);
  const client = await imap.signIn('INBOX');
  const [line = ''] = await client.run('CAPABILITY');
  const shown = line.split(' ');
  expect(shown).not.toContain('QRESYNC');
  expect(shown).not.toContain('THREAD=REFERENCES');
  expect(shown).not.toContain('SORT');
  expect(shown).toEqual(expect.arrayContaining(['IMAP4rev1', 'CONDSTORE', 'THREAD=ORDEREDSUBJECT', 'SORT=DISPLAY']));
  await client.talk(`
    C: a ENABLE QRESYNC CONDSTORE
    S: * ENABLED CONDSTORE
    S: * OK [HIGHESTMODSEQ *
    S: a OK *
    C: b UID SORT (DATE) UTF-8 ALL
    S: b BAD Unknown command UID SORT
    C: c THREAD REFERENCES UTF-8 ALL
    S: c BAD *
    C: d THREAD ORDEREDSUBJECT UTF-8 ALL
    S: * THREAD
    S: d OK *`);
});

test('the greeting and the answer to LOGIN show the same', async () => {
  const imap = await fixture(['IDLE']);
  const client = await imap.connect();
  client.send('a LOGIN ali@example.org "correct horse"\r\n');
  const line = await client.line();
  expect(line).toMatch(/^a OK \[CAPABILITY IMAP4rev1 /);
  expect(line).not.toMatch(/ IDLE /);
});

test('every capability that has a command of its name has that command', () => {
  const withCommand = ['ENABLE', 'ID', 'UNSELECT', 'NAMESPACE', 'IDLE', 'MOVE', 'SORT'];
  for (const name of withCommand) expect([name, OFFERED.includes(name as (typeof OFFERED)[number]), commands.has(name)]).toEqual([name, true, true]);
  expect(new Set(OFFERED).size).toBe(OFFERED.length);
});

test('a command is off when all that brings it is off; what brings commands brings some that there are', () => {
  const off = (...names: string[]) => [...commands.keys()].filter((name) => isCommandOff(name, (capability) => names.includes(capability)));
  expect(off()).toEqual([]);
  expect(off('THREAD=REFERENCES')).toEqual([]);
  expect(off('THREAD=REFERENCES', 'THREAD=ORDEREDSUBJECT')).toEqual(['THREAD', 'UID THREAD']);
  expect(off('ACL', 'MOVE')).toEqual(['DELETEACL', 'GETACL', 'LISTRIGHTS', 'MOVE', 'MYRIGHTS', 'SETACL', 'UID MOVE']);
  expect(off(...OFFERED).filter((name) => !name.startsWith('UID '))).toHaveLength(22);
});

test('an account can do without all that IMAP and POP3 can leave out, and nothing else', () => {
  const schema = openApiDocument().components.schemas['Capability'] as { readonly enum: readonly string[] };
  expect([...schema.enum].sort()).toEqual([...OFFERED, ...POP3_OFFERED.keys()].sort());
});

test('docs/clients.md names exactly what is offered', () => {
  const page = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8');
  const table = page.split('<!-- capabilities: begin -->')[1]?.split('<!-- capabilities: end -->')[0] ?? '';
  const named = table.split('\n').flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual([...OFFERED].sort());
});

test('listeners.imap.capabilitiesOff: names in any case, others are refused with those that there are', () => {
  const load = (list: string) => loadConfig({ env: { MESSAGERIE_LISTENERS_IMAP_CAPABILITIES_OFF: list }, cwd: '/', systemFile: '/nowhere.yaml' });
  expect(load('qresync, Thread=References').listeners.imap.capabilitiesOff).toEqual(['qresync', 'Thread=References']);
  expect(() => load('IMAP4rev1')).toThrow(/"IMAP4rev1" is no capability that can be switched off; allowed: IMAP4rev2, SASL-IR, /);
  expect(unknownCapabilities(['sort', 'LITERAL+', 'STARTTLS'])).toEqual(['LITERAL+', 'STARTTLS']);
});

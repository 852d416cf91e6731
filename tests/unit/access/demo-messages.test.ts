import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { deliveries } from '../../../api/demo/index.ts';
import { demoMail } from '../../../api/demo/mail.ts';
import { demoPeople } from '../../../api/demo/people.ts';
import { needs, program } from '../../setup/programs.ts';

const oracle = `
import sys, json, email, email.policy
for line in sys.stdin:
    message = email.message_from_bytes(bytes.fromhex(line.strip()), policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    defects = [str(d) for part in message.walk() for d in part.defects]
    print(json.dumps({'subject': message['subject'], 'text': message.get_body(('plain',)).get_content(), 'files': [p.get_filename() for p in parts if p.get_filename()], 'defects': defects,
      'from': message['from'].addresses[0].display_name, 'parent': message['in-reply-to']}))
`;

needs('python3')('the demonstration’s messages', () => {
  test('RFC 5322, 2047, 2231: another parser reads the same subjects, texts, names and files from them', () => {
    const accounts = new Map(demoPeople.map((person, n) => [person.local, n + 1]));
    const all = [...deliveries(accounts, Date.UTC(2026, 5, 1))];
    const sources = [...new Map(all.map(({ source }) => [source.toString('hex'), source])).keys()];
    expect(sources).toHaveLength(demoMail.length);
    const { stdout, stderr } = spawnSync(program('python3'), ['-c', oracle], { input: sources.join('\n'), encoding: 'utf8', env: { PYTHONIOENCODING: 'utf-8' } });
    expect(stderr).toBe('');
    const read = stdout.trim().split('\n').map((line) => JSON.parse(line) as { subject: string; text: string; files: string[]; defects: string[]; from: string; parent: string | null });
    expect(read.flatMap((one) => one.defects)).toEqual([]);
    for (const mail of demoMail) {
      const found = read.filter((one) => one.subject === mail.subject && one.text.replace(/\r\n/g, '\n') === mail.text);
      const name = typeof mail.from === 'string' ? demoPeople.find((person) => person.local === mail.from)?.name : mail.from.name;
      expect(found, mail.id).toMatchObject([{ files: (mail.attachments ?? []).map((file) => file.name), from: name }]);
      expect(found[0]?.parent === null, mail.id).toBe(mail.replyTo === undefined);
    }
  });
});

/** All attachments of a message as one file, and single ones by their safe headers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fileNames } from '../../../api/http/zip.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { needs } from '../../setup/programs.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { mime, openPage, signIn } from './page.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Unpacked by a program of others. @returns name → bytes */
function unpacked(zip: Buffer): Record<string, Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-zip-'));
  folders.push(folder);
  const file = join(folder, 'all.zip');
  writeFileSync(file, zip);
  execFileSync('python3', ['-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])', file, join(folder, 'out')], { stdio: 'pipe' });
  return Object.fromEntries(readdirSync(join(folder, 'out')).map((name) => [name, readFileSync(join(folder, 'out', name))]));
}

const part = (headers: Record<string, string>, body: string): string => `${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}\r\n`;
const multipart = (subtype: string, ...parts: string[]): { headers: Record<string, string>; body: string } => ({
  headers: { 'Content-Type': `multipart/${subtype}; boundary=${subtype}` }, body: `${parts.map((one) => `--${subtype}\r\n${one}`).join('')}--${subtype}--\r\n`,
});

const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) % 256));
const attached = (name: string, body: string, more: Record<string, string> = {}) => part({ 'Content-Type': `application/octet-stream; name="${name}"`, 'Content-Disposition': `attachment; filename="${name}"`, ...more }, body);

function withFiles(): string {
  const text = multipart('related',
    part({ 'Content-Type': 'text/html' }, '<p>Hello <img src="cid:logo@x"></p>'),
    part({ 'Content-Type': 'image/png; name="logo.png"', 'Content-ID': '<logo@x>', 'Content-Disposition': 'inline' }, 'in the text'),
    part({ 'Content-Type': 'image/png; name="photo.png"', 'Content-ID': '<photo@x>', 'Content-Disposition': 'inline' }, 'not in the text'));
  const { headers, body } = multipart('mixed',
    part(text.headers, text.body),
    attached('plan.pdf', bytes.toString('base64').replace(/.{76}/g, '$&\r\n'), { 'Content-Transfer-Encoding': 'base64' }),
    attached('../../etc/passwd', 'one'), attached('passwd', 'two'), attached('PASSWD', 'three'),
    part({ 'Content-Type': 'application/octet-stream', 'Content-Disposition': "attachment; filename*=UTF-8''%E2%80%AEgpj.%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.exe" }, 'four'),
    part({ 'Content-Type': 'message/rfc822' }, 'Subject: inner\r\n\r\nInner'));
  return mime({ Subject: 'Dossier n° 5/2026', ...headers }, body);
}

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  needs('python3')('unpacked by Python', () => {
    test('issue, Reader: all attachments come in one file, of a length known before, named safely, without the pictures of the text', async () => {
      const { page } = await openPage(opener);
      const id = await page.put(withFiles(), await page.mailbox('inbox'));
      const answer = await page.fetch(`/api/v1/messages/${id}/attachments.zip`);
      const zip = Buffer.from(await answer.arrayBuffer());
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/zip', 'content-length': String(zip.length), 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store',
        'content-disposition': "attachment; filename=\"Dossier n_ 5_2026.zip\"; filename*=UTF-8''Dossier%20n%C2%B0%205_2026.zip",
      });
      const files = unpacked(zip);
      expect(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.length > 100 ? content.length : content.toString().trim()]))).toEqual({
        'plan.pdf': bytes.length, passwd: 'one', 'passwd (2)': 'two', 'PASSWD (3)': 'three', 'gpj.تقرير.exe': 'four', 'message 7.eml': 'Subject: inner\r\n\r\nInner', 'photo.png': 'not in the text',
      });
      expect(files['plan.pdf']).toEqual(bytes);
    });
  });

  test('a message without attachments has none to save; one that may not be read is not there', async () => {
    const { page, base } = await openPage(opener);
    const inbox = await page.mailbox('inbox');
    const plain = await page.put(mime({ Subject: 'x' }, 'Hello'), inbox);
    expect(await page.json('GET', `/api/v1/messages/${plain}/attachments.zip`)).toMatchObject({ status: 404, body: { code: 'notFound' } });
    const id = await page.put(withFiles(), inbox);
    const root = await signIn(base, 'root');
    expect((await root.fetch(`/api/v1/messages/${id}/attachments.zip`)).status).toBe(404);
    expect((await root.fetch(`/api/v1/messages/${id}/attachments.zip?accountId=${page.accountId}`)).status).toBe(404);
    expect((await page.fetch(`/api/v1/messages/${id}/attachments.zip`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(401);
    const head = await page.fetch(`/api/v1/messages/${id}/attachments.zip`, { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length')) > bytes.length]).toEqual([200, true]);
  });

  test('a single part is saved whatever its type; it is shown only where asked, and where its bytes are a picture, a PDF or plain text', async () => {
    const { page } = await openPage(opener);
    const upload = async (content: string | Buffer): Promise<string> => {
      const answer = await page.fetch(`/jmap/upload/${page.accountId}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(Buffer.from(content as string)) });
      return ((await answer.json()) as { blobId: string }).blobId;
    };
    const get = async (blobId: string, query: string) => {
      const { headers } = await page.fetch(`/jmap/download/${page.accountId}/${blobId}/a.x?${query}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      return [headers.get('content-disposition')?.split(';', 1)[0], headers.get('content-type'), policy.startsWith('sandbox;')];
    };
    const saved = 'attachment';
    const [html, svg] = [await upload('<script>alert(1)</script>'), await upload('<svg xmlns="http://www.w3.org/2000/svg"/>')];
    const [pdf, png, text] = [await upload('%PDF-1.7 …'), await upload(Buffer.from('\x89PNG\r\n\x1a\n…', 'latin1')), await upload('hello')];
    for (const type of ['text/html', 'image/svg%2Bxml', 'application/xhtml%2Bxml', 'text/xml', 'image/png', 'application/pdf', 'multipart/x-mixed-replace', 'text/plainx', 'nonsense']) {
      for (const blobId of [html, svg]) expect([type, ...(await get(blobId, `type=${type}&inline=true`))]).toEqual([type, saved, expect.any(String), true]);
    }
    expect(await get(pdf, 'type=application/pdf')).toEqual([saved, 'application/pdf', true]);
    expect(await get(pdf, 'type=text/html&inline=true')).toEqual(['inline', 'application/pdf', false]);
    expect(await get(png, 'type=image/svg%2Bxml&inline=true')).toEqual(['inline', 'image/png', true]);
    expect(await get(png, 'type=image/png&inline=1')).toEqual([saved, 'image/png', true]);
    expect(await get(text, 'type=text/plain;charset=utf-8&inline=true')).toEqual(['inline', 'text/plain;charset=utf-8', true]);
    expect(await get(html, 'type=text/plain&inline=true')).toEqual(['inline', 'text/plain', true]);
    expect(await get(text, 'inline=true')).toEqual([saved, 'application/octet-stream', true]);
  });
});

test('names in an archive: no folders, nothing hidden, no devices, none twice, none too long', () => {
  expect(fileNames(['a/b\\c.txt', 'C.TXT', '..', '.bashrc', '', 'CON.txt', 'a\u202Egpj.exe', 'tab\tname?.pdf', 'c (2).txt', 'end. '])).toEqual([
    'c.txt', 'C (2).TXT', 'file', 'bashrc', 'file (2)', '_CON.txt', 'agpj.exe', 'tabname_.pdf', 'c (2) (2).txt', 'end',
  ]);
  const [long = ''] = fileNames([`${'🙂'.repeat(300)}.pdf`]);
  expect([[...long].length, long.endsWith('🙂.pdf')]).toEqual([200, true]);
});

import { expect, test } from 'vitest';
import { LineClient } from '/work/main/tests/crash/line-client.ts';
import { target } from '/work/main/tests/protocol/bad-input/harness.ts';
import { freshDatabase } from '/work/main/tests/setup/databases.ts';
test('x', async () => {
  const at = await target(() => freshDatabase('sqlite'), {signInTimeout: '8s'});
  for (const [port, hello] of [[at.server.ports.imap, 'a STARTTLS\r\n'], [at.server.ports.pop3, 'STLS\r\n'], [at.server.ports.smtp, 'EHLO x\r\nSTARTTLS\r\n']] as const) {
    const c = new LineClient(port);
    await c.line();
    c.send(hello); c.socket.end();
    const t = performance.now();
    await c.rest();
    console.log(hello, performance.now() - t);
  }
  await at.server.stop();
}, 60000);

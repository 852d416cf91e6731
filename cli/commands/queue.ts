import { Option } from 'commander';
import type { components } from '../../openapi/index.ts';
import { fields, formatBytes } from '../output.ts';
import { type AddCommands, allPages } from './context.ts';

type QueueEntry = components['schemas']['QueueEntry'];

/** `messagerie queue …`: mail on its way out. */
export const addQueueCommands: AddCommands = (program, context) => {
  const queue = program.command('queue').description('mail on its way out');

  queue
    .command('list')
    .description('list the queue, oldest first')
    .addOption(new Option('--status <status>', 'only entries of this status').choices(['waiting', 'sending', 'held']))
    .option('--sender <address>', 'only from this address')
    .option('--recipient <address>', 'only to this address')
    .option('--domain <domain>', 'only to addresses of this domain')
    .action(async (options: { status?: 'waiting' | 'sending' | 'held'; sender?: string; recipient?: string; domain?: string }) => {
      const client = await context.client();
      const entries = await allPages((cursor) => client.call('listQueue', { query: { ...options, limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<QueueEntry>(
        entries,
        {
          ID: (row) => row.id,
          STATUS: (row) => row.status,
          SENDER: (row) => row.sender || '<>',
          RECIPIENTS: (row) => row.recipients.map((recipient) => recipient.address).join(', '),
          SIZE: (row) => formatBytes(row.size),
          NEXT: (row) => row.nextAttemptAt,
          'LAST REPLY': (row) => row.recipients.map((recipient) => recipient.lastReply).find((reply) => reply !== null) ?? null,
        },
        'The queue is empty.',
      );
    });

  queue
    .command('show <id>')
    .description('show an entry, and why it is still there')
    .action(async (id: string) => {
      const client = await context.client();
      context.output().value(await client.call('getQueueEntry', { path: { entryId: id } }), describe);
    });

  queue
    .command('retry <id>')
    .description('try an entry now')
    .action(async (id: string) => {
      const client = await context.client();
      context.output().value(await client.call('retryQueueEntry', { path: { entryId: id } }), () => `${id} is tried now.`);
    });

  queue
    .command('cancel <id>')
    .description('take an entry out of the queue')
    .option('--bounce', 'tell the sender')
    .action(async (id: string, options: { bounce?: true }) => {
      const client = await context.client();
      await client.call('cancelQueueEntry', { path: { entryId: id }, body: { bounce: options.bounce === true } });
      context.output().value({ cancelled: id }, () => `${id} is not sent${options.bounce ? '; its sender is told' : ''}.`);
    });
};

function describe(entry: QueueEntry): string {
  const head = fields({
    id: entry.id, status: entry.status, sender: entry.sender || '<>', size: formatBytes(entry.size), queued: entry.createdAt, next: entry.nextAttemptAt, 'given up': entry.expiresAt,
  });
  const recipients = entry.recipients.map((recipient) =>
    fields({ recipient: recipient.address, status: recipient.status, attempts: recipient.attempts, last: recipient.lastAttemptAt, reply: recipient.lastReply }),
  );
  return [head, ...recipients].join('\n\n');
}

import { Option } from 'commander';
import type { components } from '../../openapi/index.ts';
import { type Language, type Limit, limitValue, parseCount, parseNames, parseQuota } from '../arguments.ts';
import { usageError } from '../exit-codes.ts';
import { readPassword } from '../io.ts';
import { fields, formatBytes } from '../output.ts';
import { type AddCommands, allPages } from './context.ts';

type Account = components['schemas']['Account'];

const languageOption = () => new Option('--language <language>', 'language of folder names and of what the server writes').choices(['en', 'fr', 'ar']);
const quotaMessagesOption = () => new Option('--quota-messages <number>', 'most messages the mailbox may hold: 100000, none').argParser(parseCount);
const quotaOption = () => new Option('--quota <size>', 'most the mailbox may hold: 500M, 2G, none').argParser(parseQuota);

/** `messagerie user …`: people with a mailbox. */
export const addUserCommands: AddCommands = (program, context) => {
  const user = program.command('user').description('people with a mailbox');

  user
    .command('add <address>')
    .description('make an account with its folders')
    .requiredOption('--name <name>', 'the name that others see')
    .option('--password-stdin', 'read the password from standard input; without a password nobody can sign in')
    .addOption(languageOption())
    .addOption(quotaOption())
    .addOption(quotaMessagesOption())
    .option('--administrator', 'may administer')
    .addHelpText('after', "\nExample:\n  echo 'a long pass phrase' | messagerie user add ali@example.org --name 'Ali' --password-stdin")
    .action(async (address: string, options: { name: string; passwordStdin?: true; language?: Language; quota?: Limit; quotaMessages?: Limit; administrator?: true }) => {
      const password = options.passwordStdin ? await readPassword(context.io, true) : undefined;
      const client = await context.client();
      const account = await client.call('createAccount', {
        body: {
          address, name: options.name,
          ...(password === undefined ? {} : { password }),
          ...(options.language === undefined ? {} : { language: options.language }),
          ...(options.quota === undefined ? {} : { quotaBytes: limitValue(options.quota) }),
          ...(options.quotaMessages === undefined ? {} : { quotaMessages: limitValue(options.quotaMessages) }),
          ...(options.administrator ? { administrator: true } : {}),
        } as components['schemas']['AccountCreate'],
      });
      const hint = password === undefined ? `\nNobody can sign in yet; set a password: messagerie user passwd ${account.address}` : '';
      context.output().value(account, () => `${account.address} is there.${hint}`);
    });

  user
    .command('list')
    .description('list accounts')
    .option('--domain <domain>', 'only addresses of this domain')
    .option('--search <text>', 'only where the name or address contains this')
    .action(async (options: { domain?: string; search?: string }) => {
      const client = await context.client();
      const accounts = await allPages((cursor) => client.call('listAccounts', { query: { ...options, limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<Account>(
        accounts,
        {
          ADDRESS: (row) => row.address,
          NAME: (row) => row.name,
          LANGUAGE: (row) => row.language,
          USED: (row) => formatBytes(row.usedBytes),
          QUOTA: (row) => formatBytes(row.quotaBytes),
          '': (row) => [row.administrator ? 'administrator' : '', row.disabled ? 'disabled' : ''].filter(Boolean).join(', '),
        },
        'There are no accounts.',
      );
    });

  user
    .command('show <address>')
    .description('show an account')
    .action(async (address: string) => {
      const client = await context.client();
      context.output().value(await client.call('getAccount', { path: { accountId: address } }), describe);
    });

  user
    .command('set <address>')
    .description('change an account')
    .option('--name <name>', 'the name that others see')
    .addOption(languageOption())
    .addOption(quotaOption())
    .addOption(quotaMessagesOption())
    .option('--administrator', 'may administer')
    .option('--no-administrator', 'may not administer')
    .addOption(new Option('--sent-copy <on|off>', 'whether mail submitted by SMTP leaves a copy in the Sent folder').choices(['on', 'off']))
    .addOption(new Option('--pop3-deletions <trash|remove|keep>', 'what becomes of messages that a POP3 client deletes').choices(['trash', 'remove', 'keep']))
    .addOption(new Option('--capabilities-off <names>', 'what IMAP and POP3 leave out, for programs that trip over it: QRESYNC,THREAD=REFERENCES, or none').argParser(parseNames))
    .option('--disabled', 'nobody can sign in; mail still arrives')
    .option('--enabled', 'the opposite of --disabled')
    .action(
      async (
        address: string,
        options: { name?: string; language?: Language; quota?: Limit; quotaMessages?: Limit; administrator?: boolean; sentCopy?: 'on' | 'off'; pop3Deletions?: 'trash' | 'remove' | 'keep'; capabilitiesOff?: string[]; disabled?: true; enabled?: true },
        command: { getOptionValueSource(name: string): string | undefined },
      ) => {
        if (options.disabled && options.enabled) throw usageError('--disabled and --enabled exclude each other.');
        const body: Record<string, unknown> = {
          name: options.name,
          language: options.language,
          quotaBytes: options.quota === undefined ? undefined : limitValue(options.quota),
          quotaMessages: options.quotaMessages === undefined ? undefined : limitValue(options.quotaMessages),
          administrator: command.getOptionValueSource('administrator') === 'cli' ? options.administrator : undefined,
          sentCopy: options.sentCopy === undefined ? undefined : options.sentCopy === 'on',
          pop3Deletions: options.pop3Deletions,
          capabilitiesOff: options.capabilitiesOff,
          disabled: options.disabled ? true : options.enabled ? false : undefined,
        };
        for (const [name, value] of Object.entries(body)) if (value === undefined) delete body[name];
        if (Object.keys(body).length === 0) throw usageError('Say what to change: --name, --language, --quota, --quota-messages, --administrator, --sent-copy, --pop3-deletions, --capabilities-off, --disabled, --enabled.');
        const client = await context.client();
        context.output().value(await client.call('updateAccount', { path: { accountId: address }, body: body as components['schemas']['AccountUpdate'] }), describe);
      },
    );

  user
    .command('passwd <address>')
    .description('set a password; ends what is open')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (address: string, options: { passwordStdin?: true }) => {
      const password = await readPassword(context.io, options.passwordStdin === true);
      const client = await context.client();
      const account = await client.call('updateAccount', { path: { accountId: address }, body: { password } });
      context.output().value(account, () => `The password of ${account.address} is set.`);
    });

  user
    .command('delete <address>')
    .description('delete an account with all its mail, for good')
    .action(async (address: string) => {
      const client = await context.client();
      await client.call('deleteAccount', { path: { accountId: address } });
      context.output().value({ deleted: address }, () => `${address} is gone with all its mail.`);
    });
};

function describe(account: Account): string {
  return fields({
    address: account.address,
    name: account.name,
    language: account.language,
    used: formatBytes(account.usedBytes),
    quota: formatBytes(account.quotaBytes),
    messages: String(account.usedMessages),
    'most messages': account.quotaMessages === null ? 'no limit' : String(account.quotaMessages),
    administrator: account.administrator ? 'yes' : 'no',
    'sent copy': account.sentCopy ? 'on' : 'off',
    'POP3 deletes': account.pop3Deletions,
    'left out': account.capabilitiesOff.join(', ') || 'nothing',
    disabled: account.disabled ? 'yes' : 'no',
    created: account.createdAt,
    id: account.id,
  });
}

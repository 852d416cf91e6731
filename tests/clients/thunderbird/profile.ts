import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestServer } from '../../setup/server.ts';

/** Values of Thunderbird's preferences for a connection that is secured from the start or by STARTTLS, or not at all. */
const socketTypes = { none: 0, starttls: 2, implicit: 3 } as const;

/** Whose account it is. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Writes the preferences of a profile with one IMAP account, which sends by submission. The password is not in it. */
export function writeProfile(folder: string, server: TestServer, { name, address }: Person, tls: boolean): void {
  const { imap, imaps, submission } = server.ports;
  const uri = `imap://${encodeURIComponent(address)}@127.0.0.1`;
  const preferences: Record<string, string | number | boolean> = {
    'mail.accountmanager.accounts': 'account1,account2',
    'mail.accountmanager.defaultaccount': 'account1',
    'mail.accountmanager.localfoldersserver': 'server2',
    'mail.account.account1.identities': 'id1',
    'mail.account.account1.server': 'server1',
    'mail.account.account2.server': 'server2',
    'mail.account.lastKey': 2,
    'mail.identity.id1.fullName': name,
    'mail.identity.id1.useremail': address,
    'mail.identity.id1.valid': true,
    'mail.identity.id1.smtpServer': 'smtp1',
    'mail.identity.id1.doFcc': true,
    'mail.identity.id1.fcc_folder': `${uri}/Sent`,
    'mail.identity.id1.draft_folder': `${uri}/Drafts`,
    'mail.identity.id1.compose_html': false,
    'mail.server.server1.type': 'imap',
    'mail.server.server1.name': address,
    'mail.server.server1.hostname': '127.0.0.1',
    'mail.server.server1.port': tls ? imaps : imap,
    'mail.server.server1.socketType': tls ? socketTypes.implicit : socketTypes.none,
    'mail.server.server1.userName': address,
    'mail.server.server1.authMethod': 3, // the password as it is
    'mail.server.server1.directory-rel': '[ProfD]ImapMail/127.0.0.1',
    'mail.server.server1.offline_download': true,
    'mail.server.server1.use_idle': true,
    // Not before the password is known.
    'mail.server.server1.login_at_startup': false,
    'mail.server.server1.check_new_mail': false,
    'mail.server.server2.type': 'none',
    'mail.server.server2.name': 'Local Folders',
    'mail.server.server2.hostname': 'Local Folders',
    'mail.server.server2.userName': 'nobody',
    'mail.server.server2.directory-rel': '[ProfD]Mail/Local Folders',
    'mail.smtpservers': 'smtp1',
    'mail.smtp.defaultserver': 'smtp1',
    'mail.smtpserver.smtp1.type': 'smtp',
    'mail.smtpserver.smtp1.hostname': '127.0.0.1',
    'mail.smtpserver.smtp1.port': submission,
    'mail.smtpserver.smtp1.username': address,
    'mail.smtpserver.smtp1.authMethod': 3,
    'mail.smtpserver.smtp1.try_ssl': tls ? socketTypes.starttls : socketTypes.none,
    ...quiet,
  };
  writeFileSync(join(folder, 'user.js'), Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
}

/** No questions at the first start, nothing asked of the Internet. */
const quiet = {
  'marionette.port': 0,
  'app.update.enabled': false,
  'app.donation.eoy.version.viewed': 999,
  'app.normandy.enabled': false,
  'browser.region.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'mail.chat.enabled': false,
  'mail.inappnotifications.enabled': false,
  'mail.provider.suppress_dialog_on_startup': true,
  'mail.rights.version': 1,
  'mail.shell.checkDefaultClient': false,
  'mail.spotlight.firstRunDone': true,
  'mail.winsearch.firstRunDone': true,
  'mailnews.database.global.indexer.enabled': false,
  'mailnews.start_page.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.unified': false,
  // What asks all the same finds a proxy that nobody is behind; 127.0.0.1 is asked directly.
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
};

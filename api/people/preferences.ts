import { validator } from '../../openapi/index.ts';
import type { components } from '../../openapi/index.ts';
import { accountById, type AccountRow, setPop3Deletions, setSentCopy, updatePrincipal } from '../../db/repositories/accounts.ts';
import { hasIdentity, preferencesOf, putPreferences, setTimeZone } from '../../db/repositories/preferences.ts';
import type { Read, Unit } from '../../db/index.ts';
import type { Context } from '../access/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import { fromId } from '../ids.ts';

export type Preferences = components['schemas']['Preferences'];
export type PreferencesUpdate = components['schemas']['PreferencesUpdate'];

/** What the account itself knows; everything else lies in one JSON object. */
type AccountPreferences = Pick<Preferences, 'language' | 'timeZone' | 'sentCopy' | 'pop3Deletions'>;
type StoredPreferences = Omit<Preferences, keyof AccountPreferences>;

/** What is written for one person, in bytes of JSON. */
const mostBytes = 256 * 1024;

/** What holds for whom nothing was ever set. */
export const defaultPreferences: StoredPreferences = {
  hourCycle: 'h23', firstDayOfWeek: 'auto', theme: 'system', density: 'comfortable', readingPane: 'beside', conversations: true, keyboardShortcuts: true,
  undoSeconds: 10, markReadAfterSeconds: 0, remoteImages: 'ask', trustedSenders: [], composeFormat: 'html', defaultIdentityId: null, identities: {}, pinnedSearches: [], chosenFolders: {}, chosenAccounts: [],
};

/** One's preferences, all of them. @throws CoreError accountNotFound */
export function getPreferences(ctx: Context): Promise<Preferences> {
  return ctx.core.db.read(async (read) => (await load(read, ctx.principal.id)).preferences);
}

/**
 * Changes some; null gives a member its default back, except `markReadAfterSeconds`, of which it is a value.
 * @param isExpected whether the preferences are those that the caller knows; asked inside the unit that changes them
 * @throws CoreError stateMismatch, invalidProperties, requestTooLarge
 */
export async function updatePreferences(ctx: Context, change: PreferencesUpdate, isExpected: (present: Preferences) => boolean = () => true): Promise<Preferences> {
  const { core, principal } = ctx;
  if (change.timeZone !== undefined && change.timeZone !== null) checkTimeZone(change.timeZone);
  return core.db.write([principal.id], async (tx) => {
    const { row, preferences, stored } = await load(tx, principal.id);
    if (!isExpected(preferences)) throw new CoreError('stateMismatch', 'The preferences were changed meanwhile; read them again.');
    const after = await merge(tx, principal.id, stored, change);
    const document = JSON.stringify(after);
    if (Buffer.byteLength(document) > mostBytes) throw new CoreError('requestTooLarge', `Preferences may have ${mostBytes} bytes.`);
    if (document !== JSON.stringify(stored)) await putPreferences(tx, principal.id, document, core.clock.now());
    await changeAccount(tx, row, change);
    return (await load(tx, principal.id)).preferences;
  });
}

interface Loaded {
  readonly row: AccountRow;
  /** Only what was set. */
  readonly stored: Partial<StoredPreferences>;
  readonly preferences: Preferences;
}

async function load(read: Read, principalId: number): Promise<Loaded> {
  const row = await accountById(read, principalId);
  if (!row) throw new CoreError('accountNotFound', 'The console has no account of its own; name a person.');
  const stored = acceptable(JSON.parse((await preferencesOf(read, principalId)) ?? '{}') as Readonly<Record<string, unknown>>);
  const account: AccountPreferences = { language: row.language as Language, timeZone: row.time_zone, sentCopy: row.sent_copy === 1, pop3Deletions: row.pop3_deletions };
  return { row, stored, preferences: { ...account, ...defaultPreferences, ...stored } };
}

/** What an earlier or later release wrote and this one does not know is left out, and so has its default. */
function acceptable(stored: Readonly<Record<string, unknown>>): Partial<StoredPreferences> {
  const check = validator('PreferencesUpdate');
  return Object.fromEntries(Object.entries(stored).filter(([name, value]) => Object.hasOwn(defaultPreferences, name) && check({ [name]: value }) === null));
}

async function merge(read: Read, accountId: number, stored: Partial<StoredPreferences>, change: PreferencesUpdate): Promise<Partial<StoredPreferences>> {
  const after: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(defaultPreferences, name)) continue;
    // Nothing is opened that then counts as read: that is a choice, too, and not the default.
    if (value === null && name !== 'markReadAfterSeconds') delete after[name];
    else after[name] = name === 'trustedSenders' ? eachOnce(value as readonly string[]) : value;
  }
  if (typeof change.defaultIdentityId === 'string') await needIdentity(read, accountId, change.defaultIdentityId, 'defaultIdentityId');
  for (const id of Object.keys(change.identities ?? {})) await needIdentity(read, accountId, id, `identities/${id}`);
  return after as Partial<StoredPreferences>;
}

const eachOnce = (senders: readonly string[]): string[] => [...new Set(senders.map((sender) => sender.toLowerCase()))];

async function needIdentity(read: Read, accountId: number, id: string, path: string): Promise<void> {
  const number = fromId('identity', id);
  if (number !== undefined && (await hasIdentity(read, accountId, number))) return;
  throw refused(path, `names no Identity of yours (Identity/get lists them)`);
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    if (/^[A-Za-z]/.test(timeZone)) return;
  } catch {
    // Said below.
  }
  throw refused('timeZone', `must be a time zone of the IANA database, such as Africa/Algiers or Europe/Paris, or null`);
}

function refused(path: string, message: string): CoreError {
  return new CoreError('invalidProperties', `${path} ${message}.`, { properties: [path.split('/')[0]], errors: [{ path, message }] });
}

async function changeAccount(tx: Unit, row: AccountRow, change: PreferencesUpdate): Promise<void> {
  if (change.language !== undefined && change.language !== row.language) {
    await updatePrincipal(tx, row.id, { name: row.name, language: change.language, administrator: row.administrator === 1, disabled: row.disabled === 1 });
  }
  if (change.sentCopy !== undefined) await setSentCopy(tx, row.id, change.sentCopy);
  if (change.pop3Deletions !== undefined) await setPop3Deletions(tx, row.id, change.pop3Deletions);
  if (change.timeZone !== undefined && change.timeZone !== row.time_zone) await setTimeZone(tx, row.id, change.timeZone);
}

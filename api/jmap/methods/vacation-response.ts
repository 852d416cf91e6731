/** The automatic answer while somebody is away (RFC 8621 §8): one object an account, here only kept. */
import { invalidProperties, jmapObjects, type VacationResponse } from '../../../openapi/index.ts';
import { onConflictUpdate, type Read, sql, type Unit } from '../../../db/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { utcDate } from '../../mail/read/email-object.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet } from '../set.ts';
import { formatState, typeState } from '../state.ts';

const singleton = 'singleton';

/** Longest subject, in characters. */
const subjectLength = 1000;
/** Longest text, in characters. */
const bodyLength = 100_000;

/** What holds as long as nothing was written, and what null puts back. */
const defaults = { isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null, htmlBody: null };

interface VacationRow {
  is_enabled: number;
  from_date: number | null;
  to_date: number | null;
  subject: string | null;
  text_body: string | null;
  html_body: string | null;
}

async function vacationOf(read: Read, account: number): Promise<VacationResponse> {
  const row = await read.get<VacationRow>(sql`
    SELECT is_enabled, from_date, to_date, subject, text_body, html_body FROM vacation_response WHERE account_id = ${account}`);
  if (!row) return { id: singleton, ...defaults };
  const date = (ms: number | null): string | null => (ms === null ? null : utcDate(ms));
  return {
    id: singleton, isEnabled: row.is_enabled === 1, fromDate: date(row.from_date), toDate: date(row.to_date), subject: row.subject, textBody: row.text_body, htmlBody: row.html_body,
  };
}

/** VacationResponse/get (RFC 8621 §8.1). */
export const vacationResponseGet = method('VacationResponse/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) =>
    getObjects<VacationResponse>(ctx, args, {
      state: await typeState(read, account, 'VacationResponse'),
      properties: jmapObjects.VacationResponse.properties,
      all: async () => [singleton],
      load: async (ids) => (ids.includes(singleton) ? [await vacationOf(read, account)] : []),
    }));
});

/** VacationResponse/set (RFC 8621 §8.2): it is changed, never made or destroyed. */
export const vacationResponseSet = method('VacationResponse/set', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'write');
  return ctx.core.db.write([account], async (tx) => {
    const oldState = await typeState(tx, account, 'VacationResponse');
    const { modseq } = tx.account(account);
    let changed = false;
    return applySet<VacationResponse>(ctx, args, { oldState, newState: () => (changed ? formatState(modseq) : oldState) }, {
      create: async () => Promise.reject(new CoreError('singleton', 'There is one automatic answer; change that one.')),
      async update(id, patch) {
        needSingleton(id);
        const before = await vacationOf(tx, account);
        const after = applyPatch(before, patch, defaults);
        checkVacation(after, patchedProperties(patch));
        await store(tx, account, after as VacationResponse);
        tx.account(account).touch('VacationResponse');
        changed = true;
        return null;
      },
      async destroy(id) {
        needSingleton(id);
        throw new CoreError('singleton', 'The automatic answer cannot be destroyed; switch it off by isEnabled.');
      },
    });
  });
});

function needSingleton(id: string): void {
  if (id !== singleton) throw new CoreError('notFound', `There is no automatic answer ${JSON.stringify(id.slice(0, 80))}; its id is "${singleton}".`);
}

/** @throws CoreError invalidProperties */
function checkVacation(after: Readonly<Record<string, unknown>>, patched: readonly string[]): void {
  const wrong = new Set(invalidProperties('VacationResponse', after).map(({ path }) => path.split('/')[0] as string));
  if (after['id'] !== singleton) wrong.add('id');
  for (const [property, most] of [['subject', subjectLength], ['textBody', bodyLength], ['htmlBody', bodyLength]] as const) {
    const value = after[property];
    if (typeof value === 'string' && value.length > most) wrong.add(property);
  }
  for (const property of ['fromDate', 'toDate'] as const) {
    const value = after[property];
    if (typeof value === 'string' && !Number.isFinite(Date.parse(value))) wrong.add(property);
  }
  for (const property of patched) if (!Object.hasOwn(defaults, property) && property !== 'id') wrong.add(property);
  if (wrong.size > 0) throw new CoreError('invalidProperties', `${[...wrong].join(', ')}: of another form, too long, or not known here.`, { properties: [...wrong] });
}

async function store(tx: Unit, account: number, { isEnabled, fromDate, toDate, subject, textBody, htmlBody }: VacationResponse): Promise<void> {
  const ms = (date: string | null | undefined): number | null => (typeof date === 'string' ? Date.parse(date) : null);
  await tx.run(sql`
    INSERT INTO vacation_response (account_id, is_enabled, from_date, to_date, subject, text_body, html_body)
    VALUES (${account}, ${isEnabled ?? false}, ${ms(fromDate)}, ${ms(toDate)}, ${subject ?? null}, ${textBody ?? null}, ${htmlBody ?? null})
    ${onConflictUpdate(['account_id'], ['is_enabled', 'from_date', 'to_date', 'subject', 'text_body', 'html_body'])}`);
}

/** Identities (RFC 8621 §6): the addresses a person sends from, with names and signatures. */
import { type EmailAddress, type Identity, invalidProperties, jmapObjects } from '../../../openapi/index.ts';
import { integers, raw, type Read, sql, type Unit } from '../../../db/index.ts';
import { bury } from '../../../db/repositories/tombstones.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import { mayUseAddress } from '../../people/own-addresses.ts';
import { normalizeAddress } from '../../people/recipients.ts';
import { isAddress } from '../../transport/envelope.ts';
import { changesOf } from '../changes.ts';
import { getObjects } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet } from '../set.ts';
import { formatState, typeState } from '../state.ts';

interface IdentityRow {
  id: number;
  name: string;
  email: string;
  reply_to: string | null;
  bcc: string | null;
  text_signature: string;
  html_signature: string;
  may_delete: number;
  created_modseq: number;
}

const { properties } = jmapObjects.Identity;
const columns = raw('id, name, email, reply_to, bcc, text_signature, html_signature, may_delete, created_modseq');

function identityObject(row: IdentityRow): Identity {
  const addresses = (text: string | null): EmailAddress[] | null => (text === null ? null : (JSON.parse(text) as EmailAddress[]));
  return {
    id: toId('identity', row.id), name: row.name, email: row.email, replyTo: addresses(row.reply_to), bcc: addresses(row.bcc), textSignature: row.text_signature,
    htmlSignature: row.html_signature, mayDelete: row.may_delete === 1,
  };
}

/** Identity/get (RFC 8621 §6.1). */
export const identityGet = method('Identity/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) =>
    getObjects<Identity>(ctx, args, {
      state: await typeState(read, account, 'Identity'),
      properties,
      all: async (limit) => {
        const rows = await read.all<{ id: number }>(sql`SELECT id FROM identity WHERE account_id = ${account} ORDER BY id LIMIT ${limit}`);
        return rows.map(({ id }) => toId('identity', id));
      },
      load: async (ids) => {
        const numbers = ids.map((id) => fromId('identity', id)).filter((id) => id !== undefined);
        const rows = await read.all<IdentityRow>(sql`SELECT ${columns} FROM identity WHERE account_id = ${account} AND id IN ${integers(numbers)}`);
        return rows.map(identityObject);
      },
    }));
});

/** Identity/changes (RFC 8621 §6.2). */
export const identityChanges = method('Identity/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) => changesOf(ctx, read, account, args, { type: 'Identity', idType: 'identity', table: 'identity' }));
});

/** More would be of no use to anybody, and each is shown in every list of senders. */
const mostIdentities = 1000;

const defaults = { name: '', replyTo: null, bcc: null, textSignature: '', htmlSignature: '' };

/** Identity/set (RFC 8621 §6.3). */
export const identitySet = method('Identity/set', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'write');
  return ctx.core.db.write([account], async (tx) => {
    const oldState = await typeState(tx, account, 'Identity');
    const { modseq } = tx.account(account);
    let changed = false;
    const touch = (): void => {
      changed = true;
      tx.account(account).touch('Identity');
    };
    const states = { oldState, newState: () => (changed ? formatState(modseq) : oldState) };
    return applySet<Identity>(ctx, args, states, {
      async create(draft) {
        const { email, ...values } = await checkedDraft(ctx, tx, account, draft);
        const id = tx.account(account).newId();
        await tx.run(sql`
          INSERT INTO identity (id, account_id, name, email, reply_to, bcc, text_signature, html_signature, may_delete, created_modseq, changed_modseq)
          VALUES (${id}, ${account}, ${values.name}, ${email}, ${values.replyTo}, ${values.bcc}, ${values.textSignature}, ${values.htmlSignature}, 1, ${modseq}, ${modseq})`);
        touch();
        const unsaid = Object.fromEntries(Object.entries(defaults).filter(([property]) => draft[property] === undefined));
        return { id: toId('identity', id), mayDelete: true, ...unsaid, ...(email === draft['email'] ? {} : { email }) };
      },
      async update(id, patch) {
        const row = await identityById(tx, account, id);
        const before = identityObject(row);
        const after = applyPatch(before, patch, defaults);
        checkUnchanged(before, after, patchedProperties(patch));
        const values = columnValues(checked('Identity', after));
        checkAddresses(after, patchedProperties(patch));
        await tx.run(sql`
          UPDATE identity SET name = ${values.name}, reply_to = ${values.replyTo}, bcc = ${values.bcc}, text_signature = ${values.textSignature},
                 html_signature = ${values.htmlSignature}, changed_modseq = ${modseq} WHERE id = ${row.id}`);
        touch();
        return null;
      },
      async destroy(id) {
        const row = await identityById(tx, account, id);
        if (row.may_delete !== 1) throw new CoreError('notPermitted', 'This identity came with the account and stays.');
        await tx.run(sql`DELETE FROM identity WHERE id = ${row.id}`);
        await bury(tx, account, 'Identity', [{ id: row.id, created: row.created_modseq }], modseq, ctx.core.clock.now());
        touch();
      },
    });
  });
});

async function identityById(read: Read, account: number, id: string): Promise<IdentityRow> {
  const number = fromId('identity', id);
  const row = number === undefined ? undefined : await read.get<IdentityRow>(sql`SELECT ${columns} FROM identity WHERE id = ${number} AND account_id = ${account}`);
  if (!row) throw new CoreError('notFound', `There is no identity ${JSON.stringify(id.slice(0, 80))}.`);
  return row;
}

/** @throws CoreError invalidProperties, senderNotAllowed (`forbiddenFrom`, RFC 8621 §6.3) */
async function checkedDraft(ctx: MethodContext, tx: Unit, account: number, draft: Readonly<Record<string, unknown>>) {
  const values = columnValues(checked('IdentityCreate', draft));
  checkAddresses(draft, ['replyTo', 'bcc']);
  const email = normalizeAddress(String(draft['email']));
  // A plus-address of one's own may hold anything behind the plus: only what is an address becomes one.
  if (!isAddress(email)) throw new CoreError('invalidProperties', 'An identity needs an e-mail address.', { properties: ['email'] });
  if (!(await mayUseAddress(tx, ctx.principal.id, email))) {
    throw new CoreError('senderNotAllowed', `${email} is not an address of yours; ask your administrator for an alias.`, { properties: ['email'] });
  }
  const row = await tx.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM identity WHERE account_id = ${account}`);
  if ((row?.n ?? 0) >= mostIdentities) throw new CoreError('overQuota', `An account has at most ${mostIdentities} identities.`);
  return { email, ...values };
}

function checked(schema: 'Identity' | 'IdentityCreate', object: Readonly<Record<string, unknown>>): Partial<Identity> {
  const issues = invalidProperties(schema, object);
  if (issues.length > 0) {
    throw new CoreError('invalidProperties', issues.map(({ path, message }) => `${path} ${message}`).join('; '), {
      properties: [...new Set(issues.map(({ path }) => path.split('/')[0]))],
    });
  }
  return object as Partial<Identity>;
}

/** Longest name, in characters: the column's. */
const nameLength = 255;
/** Longest signature, in characters. */
const signatureLength = 100_000;

function columnValues({ name = '', replyTo, bcc, textSignature = '', htmlSignature = '' }: Partial<Identity>) {
  const tooLong = [
    ...(name.length > nameLength ? ['name'] : []),
    ...(textSignature.length > signatureLength ? ['textSignature'] : []),
    ...(htmlSignature.length > signatureLength ? ['htmlSignature'] : []),
  ];
  if (tooLong.length > 0) throw new CoreError('invalidProperties', `${tooLong.join(', ')}: too long.`, { properties: tooLong });
  const json = (addresses: EmailAddress[] | null | undefined): string | null => (addresses ? JSON.stringify(addresses) : null);
  return { name, replyTo: json(replyTo), bcc: json(bcc), textSignature, htmlSignature };
}

/**
 * Answers to what is no address would reach nobody, and nobody would hear of it.
 * @param object whose form has been checked
 * @throws CoreError invalidProperties
 */
function checkAddresses({ replyTo, bcc }: Partial<Identity>, changed: readonly string[]): void {
  const lists = Object.entries({ replyTo, bcc }).filter(([property]) => changed.includes(property));
  const wrong = lists.flatMap(([property, addresses]) => (addresses ?? []).filter(({ email }) => !isAddress(normalizeAddress(email))).map(({ email }) => ({ property, email })));
  const [first] = wrong;
  if (!first) return;
  throw new CoreError('invalidProperties', `${JSON.stringify(first.email.slice(0, 80))} is no address to which mail can be sent.`, { properties: [...new Set(wrong.map(({ property }) => property))] });
}

/** What only the server sets, or nobody changes, may be sent as it is (RFC 8620 §5.3). */
function checkUnchanged(before: Identity, after: Readonly<Record<string, unknown>>, patched: readonly string[]): void {
  const fixed = new Set<string>([...jmapObjects.Identity.serverSet, ...jmapObjects.Identity.immutable]);
  const changed = patched.filter((property) => fixed.has(property) && after[property] !== before[property as keyof Identity]);
  if (changed.length > 0) throw new CoreError('invalidProperties', `${changed.join(', ')} cannot be changed.`, { properties: changed });
}

/** Plays operations on the store and on the model, and compares the two after each. */
import { expect } from 'vitest';
import { sql } from '../../../db/index.ts';
import { emailsById } from '../../../db/repositories/emails.ts';
import { mailboxById, mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { membershipsOfEmails } from '../../../db/repositories/memberships.ts';
import { DELETED_BIT, type MessageColumns } from '../../../api/client/legacy.ts';
import { toId } from '../../../api/ids.ts';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { changes as changesSince, snapshot } from '../../../api/legacy/snapshot.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { type MailFixture, numberOf } from '../../setup/mail.ts';
import { bitsOf, Model, type ModelEmail, type ModelMailbox } from './model.ts';
import type { Operation } from './operations.ts';

const subjects = ['Invoice', 'Lunch', 'فاتورة'];
const HOUR = 3_600_000;
const MAX_CHANGES = Number(process.env['MESSAGERIE_TEST_MAX_CHANGES'] ?? 7);

type ViewRow = readonly [email: number, flags: number, modseq: number, extra: string];

/** A client that follows a mailbox, as IMAP's view does. */
interface View {
  modseq: number;
  readonly rows: Map<number, ViewRow>;
}

/** A client that follows /changes of a type. */
interface Follower {
  state: string;
  readonly known: Set<string>;
}

const pick = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);

export class Session {
  readonly model = new Model();
  readonly #mail: MailFixture;
  readonly #views = new Map<number, View>();
  readonly #followers: Record<'prompt' | 'late', Record<'Email' | 'Thread', Follower>>;
  #modseq = 0;
  #highestUidValidity = 0;
  #names = 0;
  #steps = 0;

  private constructor(mail: MailFixture, states: Record<'Email' | 'Thread', string>) {
    this.#mail = mail;
    const follow = (type: 'Email' | 'Thread'): Follower => ({ state: states[type], known: new Set() });
    this.#followers = { prompt: { Email: follow('Email'), Thread: follow('Thread') }, late: { Email: follow('Email'), Thread: follow('Thread') } };
  }

  static async begin(mail: MailFixture): Promise<Session> {
    const { state } = await mail.call('Email/get', { ids: [] });
    const threads = await mail.call('Thread/get', { ids: [] });
    const session = new Session(mail, { Email: state, Thread: threads.state });
    for (const row of await mail.db.read((read) => mailboxesOf(read, mail.account))) {
      session.model.mailboxes.set(row.id, {
        id: row.id, name: row.name, parentId: row.parent_id, role: row.role, uidValidity: row.uid_validity, uidNext: row.uid_next, messages: new Map(), expunged: new Set(),
      });
      session.#highestUidValidity = Math.max(session.#highestUidValidity, row.uid_validity);
    }
    return session;
  }

  async play(operation: Operation): Promise<void> {
    switch (operation.do) {
      case 'create':
        await this.#create(operation);
        break;
      case 'flags':
        await this.#changeFlags(operation);
        break;
      case 'copy':
      case 'move':
        await this.#copyOrMove(operation);
        break;
      case 'expunge':
        await this.#expunge(operation);
        break;
      case 'set':
        await this.#set(operation);
        break;
      case 'createMailbox':
        await this.#createMailbox(operation);
        break;
      case 'destroyMailbox':
        await this.#destroyMailbox(operation);
        break;
      case 'renameMailbox':
        await this.#renameMailbox(operation);
        break;
      case 'trash':
        await this.#moveTrashRole(operation);
        break;
    }
    this.#steps += 1;
  }

  async #create(op: Extract<Operation, { do: 'create' }>): Promise<void> {
    const { model } = this;
    const subject = subjects[op.subject] as string;
    const references = op.references.map((n) => `<${n}@example.org>`);
    const message = [
      `Subject: ${op.references.length > 0 ? 'Re: ' : ''}${subject}`, `Message-ID: <${op.id}@example.org>`, ...(references.length > 0 ? [`References: ${references.join(' ')}`] : []),
      'From: Zoé <zoe@example.org>', '', 'x'.repeat(op.received * 7),
    ].join('\r\n');
    const mailboxIds = [...new Set(op.mailboxes.map((n) => (pick(this.#mailboxes(), n) as ModelMailbox).id))];
    const receivedAt = this.#mail.clock.now() - op.received * HOUR;
    const id = await this.#mail.add(message, { mailboxes: mailboxIds, keywords: op.keywords, receivedAt, deleted: op.deleted });
    const [row] = await this.#mail.db.read((read) => emailsById(read, this.#mail.account, [id]));
    const keys = [...new Set([op.id, ...op.references])].map((n) => `${n} ${subject}`);
    const thread = model.threadOf(keys);
    if (thread !== undefined) expect(row?.thread_id, 'RFC 8621 §3: related messages share a thread').toBe(thread);
    else expect([...model.emails.values()].map(({ threadId }) => threadId), 'a new thread').not.toContain(row?.thread_id);
    const email: ModelEmail = {
      id, threadId: row?.thread_id as number, sizeBytes: Buffer.byteLength(message), receivedAt, threadKeys: keys, keywords: new Set(op.keywords),
    };
    model.begin(email);
    const memberships = await this.#mail.db.read((read) => membershipsOfEmails(read, this.#mail.account, [id]));
    expect(memberships.map((membership) => membership.mailbox_id).sort()).toEqual([...mailboxIds].sort());
    for (const { mailbox_id: mailboxId, uid } of memberships) model.put(mailboxId, uid, { email, receivedAt, deleted: op.deleted });
  }

  async #changeFlags(op: Extract<Operation, { do: 'flags' }>): Promise<void> {
    const mailbox = pick(this.#mailboxes(), op.mailbox) as ModelMailbox;
    const uids = this.#uids(mailbox, op.messages);
    const view = this.#views.get(mailbox.id);
    // A client that saw everything up to half of the way.
    const unchangedSince = op.stale && view ? Math.floor(view.modseq / 2) + 1 : undefined;
    const conflicting = uids.filter((uid) => unchangedSince !== undefined && ((view as View).rows.get(uid)?.[2] ?? 0) > unchangedSince);
    const answer = await changeFlags(this.#mail.ctx, {
      mailboxId: toId('mailbox', mailbox.id), uids: Uint32Array.from(uids), op: op.op, keywords: op.keywords, deleted: op.deleted, ifUnmodifiedSince: unchangedSince,
    });
    const there = uids.filter((uid) => mailbox.messages.has(uid));
    expect([...answer.conflicting], 'RFC 7162 §3.1.3').toEqual(there.filter((uid) => conflicting.includes(uid)));
    expect([...answer.updated]).toEqual(there.filter((uid) => !conflicting.includes(uid)));
    for (const uid of answer.updated) {
      const message = mailbox.messages.get(uid);
      if (!message) continue;
      const { email } = message;
      if (op.op === 'replace') email.keywords = new Set(op.keywords);
      else for (const keyword of op.keywords) email.keywords[op.op === 'add' ? 'add' : 'delete'](keyword);
      if (op.op === 'replace') message.deleted = op.deleted;
      else if (op.deleted) message.deleted = op.op === 'add';
    }
  }

  async #copyOrMove(op: Extract<Operation, { do: 'copy' | 'move' }>): Promise<void> {
    const { model } = this;
    const mailbox = pick(this.#mailboxes(), op.mailbox) as ModelMailbox;
    const to = pick(this.#mailboxes(), op.to) as ModelMailbox;
    const uids = this.#uids(mailbox, op.messages);
    const request = { mailboxId: toId('mailbox', mailbox.id), uids: Uint32Array.from(uids), toMailboxId: toId('mailbox', to.id) };
    const answer = await (op.do === 'copy' ? copy : move)(this.#mail.ctx, request);
    expect(answer.uidValidity).toBe(to.uidValidity);
    expect([...answer.sourceUids]).toEqual(uids.filter((uid) => mailbox.messages.has(uid)));
    for (const [i, uid] of [...answer.sourceUids].entries()) {
      const source = mailbox.messages.get(uid) as NonNullable<ReturnType<typeof mailbox.messages.get>>;
      const newUid = answer.destinationUids[i] as number;
      const there = [...to.messages].find(([, membership]) => membership.email === source.email);
      if (there && !there[1].deleted && mailbox !== to) {
        expect(newUid, 'design §5: where it is visible already, that UID is told').toBe(there[0]);
      } else {
        if (there) expect(newUid, 'design §5: a new UID').not.toBe(there[0]);
        model.put(to.id, newUid, { email: source.email, receivedAt: source.receivedAt, deleted: false });
        if (there) model.take(to, there[0]);
      }
      if (op.do === 'move' && mailbox !== to) model.take(mailbox, uid);
    }
  }

  async #expunge(op: Extract<Operation, { do: 'expunge' }>): Promise<void> {
    const mailbox = pick(this.#mailboxes(), op.mailbox) as ModelMailbox;
    const uids = op.messages && this.#uids(mailbox, op.messages);
    const answer = await expunge(this.#mail.ctx, toId('mailbox', mailbox.id), uids ? Uint32Array.from(uids) : undefined);
    const marked = [...mailbox.messages].filter(([uid, { deleted }]) => deleted && (!uids || uids.includes(uid))).map(([uid]) => uid).sort((a, b) => a - b);
    expect([...answer.uids]).toEqual(marked);
    for (const uid of marked) this.model.take(mailbox, uid);
  }

  async #set(op: Extract<Operation, { do: 'set' }>): Promise<void> {
    const { model } = this;
    const emails = [...model.emails.values()];
    const chosen = new Map(op.updates.map((update) => [pick(emails, update.email), update] as const));
    const destroyed = new Set(op.destroy.map((n) => pick(emails, n)).filter((email) => email !== undefined && !chosen.has(email)) as ModelEmail[]);
    const isVisible = (email: ModelEmail): boolean => model.visiblePlaces(email).length > 0;
    const update: Record<string, Record<string, unknown>> = {};
    const updates: [ModelEmail, number[], readonly string[] | null][] = [];
    for (const [email, change] of chosen) {
      if (!email) continue;
      const mailboxIds = [...new Set(change.mailboxes.map((n) => (pick(this.#mailboxes(), n) as ModelMailbox).id))];
      update[toId('email', email.id)] = {
        mailboxIds: Object.fromEntries(mailboxIds.map((id) => [toId('mailbox', id), true])),
        ...(change.keywords ? { keywords: Object.fromEntries(change.keywords.map((keyword) => [keyword, true])) } : {}),
      };
      updates.push([email, mailboxIds, change.keywords]);
    }
    const visible = new Set(emails.filter(isVisible));
    const answer = await this.#mail.call('Email/set', { update, destroy: [...destroyed].map((email) => toId('email', email.id)) });
    for (const [email, mailboxIds, keywords] of updates) {
      const id = toId('email', email.id);
      if (!visible.has(email)) {
        expect(answer.notUpdated?.[id]?.type, 'an Email that is `\\Deleted` everywhere is not there').toBe('notFound');
        continue;
      }
      expect(answer.updated).toHaveProperty(id);
      if (keywords) email.keywords = new Set(keywords);
      await this.#setMailboxes(email, new Set(mailboxIds));
    }
    for (const email of destroyed) {
      const id = toId('email', email.id);
      if (!visible.has(email)) expect(answer.notDestroyed?.[id]?.type).toBe('notFound');
      else for (const { mailbox, uid } of model.places(email)) model.take(mailbox, uid);
    }
  }

  /** RFC 8621 §4.6: `mailboxIds` are replaced; what is hidden stays (design §5). */
  async #setMailboxes(email: ModelEmail, target: ReadonlySet<number>): Promise<void> {
    const { model } = this;
    const before = model.places(email);
    const now = new Map((await this.#mail.db.read((read) => membershipsOfEmails(read, this.#mail.account, [email.id]))).map((row) => [row.mailbox_id, row]));
    for (const id of target) {
      const there = before.find(({ mailbox }) => mailbox.id === id);
      if (there && !there.membership.deleted) continue;
      const row = now.get(id);
      expect(row, 'in the mailbox asked for').toBeDefined();
      if (row) model.put(id, row.uid, { email, receivedAt: row.received_at, deleted: false });
      if (there) model.take(there.mailbox, there.uid);
    }
    for (const { mailbox, uid, membership } of before) if (!membership.deleted && !target.has(mailbox.id)) model.take(mailbox, uid);
  }

  async #createMailbox(op: Extract<Operation, { do: 'createMailbox' }>): Promise<void> {
    const parent = op.parent % 3 === 0 ? pick(this.#mailboxes(), op.parent) : undefined;
    const name = `Folder ${++this.#names}`;
    const answer = await this.#mail.call('Mailbox/set', { create: { a: { name, parentId: parent ? toId('mailbox', parent.id) : null } } } as never);
    const id = numberOf('mailbox', (answer.created as Record<string, { id: string }>)['a']?.id);
    const row = await this.#mail.db.read((read) => mailboxById(read, this.#mail.account, id));
    expect(row?.uid_validity, 'RFC 9051 §2.3.1.1: strictly increasing').toBeGreaterThan(this.#highestUidValidity);
    this.#highestUidValidity = row?.uid_validity as number;
    this.model.mailboxes.set(id, { id, name, parentId: parent?.id ?? 0, role: null, uidValidity: this.#highestUidValidity, uidNext: 1, messages: new Map(), expunged: new Set() });
  }

  async #destroyMailbox(op: Extract<Operation, { do: 'destroyMailbox' }>): Promise<void> {
    const { model } = this;
    const mailbox = pick(this.#mailboxes(), op.mailbox) as ModelMailbox;
    const id = toId('mailbox', mailbox.id);
    const answer = await this.#mail.call('Mailbox/set', { destroy: [id], onDestroyRemoveEmails: true });
    const hasChild = this.#mailboxes().some((other) => other.parentId === mailbox.id);
    if (mailbox.role === 'inbox') expect(answer.notDestroyed?.[id]?.type).toBeDefined();
    else if (hasChild) expect(answer.notDestroyed?.[id]?.type).toBe('mailboxHasChild');
    else {
      expect(answer.destroyed).toEqual([id]);
      for (const uid of [...mailbox.messages.keys()]) model.take(mailbox, uid);
      model.mailboxes.delete(mailbox.id);
      this.#views.delete(mailbox.id);
    }
  }

  async #renameMailbox(op: Extract<Operation, { do: 'renameMailbox' }>): Promise<void> {
    const mailbox = pick(this.#mailboxes(), op.mailbox) as ModelMailbox;
    const parent = op.parent % 2 === 0 ? pick(this.#mailboxes(), op.parent) : undefined;
    const name = `Renamed ${++this.#names}`;
    const id = toId('mailbox', mailbox.id);
    const answer = await this.#mail.call('Mailbox/set', { update: { [id]: { name, parentId: parent ? toId('mailbox', parent.id) : null } } } as never);
    const isInside = (at: number | undefined): boolean => at !== undefined && at !== 0 && (at === mailbox.id || isInside(this.model.mailboxes.get(at)?.parentId));
    if (isInside(parent?.id) || (mailbox.role === 'inbox' && parent)) {
      expect(answer.notUpdated?.[id]?.type).toBe('invalidProperties');
      return;
    }
    expect(answer.updated).toHaveProperty(id);
    mailbox.name = name;
    mailbox.parentId = parent?.id ?? 0;
  }

  /** Another folder becomes Trash, or none is any more. */
  async #moveTrashRole(op: Extract<Operation, { do: 'trash' }>): Promise<void> {
    const old = this.#mailboxes().find(({ role }) => role === 'trash');
    if (old) {
      await this.#mail.call('Mailbox/set', { update: { [toId('mailbox', old.id)]: { role: null } } } as never);
      old.role = null;
      await this.check();
    }
    const next = pick(this.#mailboxes().filter(({ role }) => role === null), op.mailbox);
    if (!next || op.mailbox % 4 === 3) return;
    const answer = await this.#mail.call('Mailbox/set', { update: { [toId('mailbox', next.id)]: { role: 'trash' } } } as never);
    expect(answer.updated).toHaveProperty(toId('mailbox', next.id));
    next.role = 'trash';
  }

  #mailboxes(): ModelMailbox[] {
    return [...this.model.mailboxes.values()];
  }

  /** Some UIDs of the mailbox, now and then one that is not there. */
  #uids(mailbox: ModelMailbox, messages: readonly number[]): number[] {
    const there = [...mailbox.messages.keys(), mailbox.uidNext + 5];
    return [...new Set(messages.map((n) => pick(there, n) as number))].sort((a, b) => a - b);
  }

  /** Everything that must hold at any time. */
  async check(): Promise<void> {
    const { model } = this;
    const { db, account } = this.#mail;
    const numbers = await db.read((read) => read.get<{ modseq: number; used_bytes: number; used_count: number }>(sql`SELECT modseq, used_bytes, used_count FROM account WHERE id = ${account}`));
    expect(numbers?.modseq).toBeGreaterThanOrEqual(this.#modseq);
    this.#modseq = numbers?.modseq ?? 0;
    expect(numbers).toMatchObject({ used_bytes: model.usedBytes, used_count: model.emails.size });
    const rows = await db.read((read) => mailboxesOf(read, account));
    expect(rows.map(({ id }) => id).sort()).toEqual([...model.mailboxes.keys()].sort());
    for (const row of rows) {
      const mailbox = model.mailbox(row.id);
      expect(row, mailbox.name).toMatchObject({ ...model.counters(mailbox), name: mailbox.name, parent_id: mailbox.parentId, role: mailbox.role, uid_validity: mailbox.uidValidity });
      expect(row.uid_next, 'UIDs are never given twice').toBeGreaterThanOrEqual(mailbox.uidNext);
      mailbox.uidNext = row.uid_next;
      const remembered = await db.read((read) => read.all<{ uid: number }>(sql`SELECT uid FROM expunged WHERE mailbox_id = ${row.id} ORDER BY uid`));
      expect(new Set(remembered.map(({ uid }) => uid)), 'RFC 7162: every expunged UID is remembered').toEqual(mailbox.expunged);
      await this.#follow(mailbox);
    }
    expect(await createVerifyService(this.#mail.core).verify({ accountId: account })).toMatchObject({ differences: [] });
    await this.#followChanges('prompt');
    if (this.#steps % 7 === 0) await this.#followChanges('late');
  }

  /** CONDSTORE and QRESYNC: what a client gathered from changes is what a new one sees. */
  async #follow(mailbox: ModelMailbox): Promise<void> {
    const id = toId('mailbox', mailbox.id);
    const view = this.#views.get(mailbox.id) ?? { modseq: 0, rows: new Map<number, ViewRow>() };
    this.#views.set(mailbox.id, view);
    const delta = await changesSince(this.#mail.ctx, id, view.modseq);
    for (const uid of delta.expunged ?? []) view.rows.delete(uid);
    for (const [uid, row] of rowsOf(delta.changed)) {
      expect(row[2], 'RFC 7162: mod-sequences strictly grow').toBeGreaterThan(view.rows.get(uid)?.[2] ?? 0);
      view.rows.set(uid, row);
    }
    expect(delta.highestModseq).toBeGreaterThanOrEqual(view.modseq);
    view.modseq = delta.highestModseq;
    const fresh = rowsOf((await snapshot(this.#mail.ctx, id)).messages);
    expect(new Map([...view.rows].sort(([a], [b]) => a - b)), 'followed and fresh agree').toEqual(fresh);
    const expected = [...mailbox.messages].sort(([a], [b]) => a - b).map(([uid, { email, deleted }]) =>
      [uid, email.id, bitsOf(email.keywords) | (deleted ? DELETED_BIT : 0), [...email.keywords].filter((name) => !name.startsWith('$')).sort().join(' ')]);
    expect([...fresh].map(([uid, [email, flags, , extra]]) => [uid, email, flags, extra])).toEqual(expected);
  }

  async #followChanges(who: 'prompt' | 'late'): Promise<void> {
    const visible = { Email: [...this.model.visibleEmails()].map((id) => toId('email', id)), Thread: [...this.model.visibleThreads()].map((id) => toId('thread', id)) };
    for (const type of ['Email', 'Thread'] as const) {
      const follower = this.#followers[who][type];
      for (let more = true; more; ) {
        const answer = await this.#mail.call(`${type}/changes`, { sinceState: follower.state, maxChanges: MAX_CHANGES });
        // Within a chain of answers the log cannot tell whether an earlier one named what went and came back meanwhile: it is told as new, which is safe.
        const chained = follower.state.includes(':');
        for (const id of chained ? [] : answer.created) expect(follower.known, `RFC 8620 §5.2: ${id} was there`).not.toContain(id);
        for (const id of answer.updated) if (who === 'prompt') expect(follower.known, `RFC 8620 §5.2: ${id} was not there`).toContain(id);
        for (const id of [...answer.created, ...answer.updated]) follower.known.add(id);
        for (const id of answer.destroyed) follower.known.delete(id);
        follower.state = answer.newState;
        more = answer.hasMoreChanges;
      }
      expect([...follower.known].sort(), `${type}/changes, ${who}`).toEqual(visible[type].sort());
    }
  }

  /** A summary for the console: a run that did nothing would prove nothing. */
  get size(): { emails: number; steps: number } {
    return { emails: this.model.emails.size, steps: this.#steps };
  }
}

function rowsOf(columns: MessageColumns): Map<number, ViewRow> {
  return new Map(Array.from(columns.uids, (uid, i) =>
    [uid, [columns.emails[i] as number, columns.flags[i] as number, columns.modseqs[i] as number, (columns.extraKeywords.get(i) ?? []).join(' ')]] as const));
}

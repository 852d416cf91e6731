import { bytes, integer, nullable, small, string, type Table, text, withDefault, zero } from '../table.ts';

const address = string(320);
const hash = string(64);

const people: Table[] = [
  { name: 'meta', columns: { name: string(64), value: text }, primaryKey: ['name'] },
  {
    name: 'domain',
    columns: { id: integer, name: string(255), catch_all: nullable(address), created_at: integer },
    primaryKey: ['id'],
    unique: [['name']],
  },
  {
    name: 'principal',
    columns: {
      id: integer, type: string(16), name: string(255), address: nullable(address), description: nullable(text), language: string(8),
      time_zone: nullable(string(64)), administrator: zero(small), disabled: zero(small), created_at: integer,
    },
    primaryKey: ['id'],
    unique: [['address']],
  },
  {
    name: 'account',
    columns: {
      id: integer, modseq: zero(integer), next_id: withDefault(integer, 1), next_uid_validity: withDefault(integer, 1), grant_epoch: zero(integer),
      horizon_modseq: zero(integer),
      email_modseq: zero(integer), thread_modseq: zero(integer), mailbox_modseq: zero(integer), mailbox_property_modseq: zero(integer),
      identity_modseq: zero(integer), submission_modseq: zero(integer), quota_modseq: zero(integer), vacation_modseq: zero(integer),
      quota_bytes: nullable(integer), used_bytes: zero(integer), used_count: zero(integer), sent_copy: withDefault(small, 1),
    },
    primaryKey: ['id'],
  },
  {
    name: 'credential',
    columns: {
      id: integer, principal_id: integer, kind: string(16), label: nullable(string(255)), secret: string(512), lookup: nullable(hash),
      scopes: nullable(string(255)), created_at: integer, expires_at: nullable(integer), last_used_at: nullable(integer),
    },
    primaryKey: ['id'],
    unique: [['lookup']],
    indexes: [['principal_id']],
  },
  {
    name: 'web_session',
    columns: {
      id: integer, principal_id: integer, token_hash: hash, previous_hash: nullable(hash), previous_until: nullable(integer), created_at: integer,
      rotated_at: integer, last_used_at: integer, remote_address: nullable(string(64)), user_agent: nullable(string(512)),
    },
    primaryKey: ['id'],
    unique: [['token_hash'], ['previous_hash']],
    indexes: [['principal_id']],
  },
  { name: 'alias', columns: { id: integer, address, created_at: integer }, primaryKey: ['id'], unique: [['address']] },
  { name: 'alias_target', columns: { alias_id: integer, target: address }, primaryKey: ['alias_id', 'target'], indexes: [['target']] },
  { name: 'group_member', columns: { group_id: integer, member_id: integer }, primaryKey: ['group_id', 'member_id'], indexes: [['member_id']] },
  {
    name: 'access_grant',
    columns: { object_type: string(16), object_id: integer, principal_id: integer, account_id: integer, rights: small, modseq: integer, created_at: integer },
    primaryKey: ['object_type', 'object_id', 'principal_id'],
    indexes: [['account_id'], ['principal_id']],
  },
  {
    name: 'audit',
    columns: {
      id: integer, at: integer, actor: nullable(address), subject: nullable(address), protocol: string(16), remote_address: nullable(string(64)),
      action: string(64), detail: nullable(text), chain_hash: nullable(hash),
    },
    primaryKey: ['id'],
    indexes: [['at']],
  },
];

const mail: Table[] = [
  {
    name: 'mailbox',
    columns: {
      id: integer, account_id: integer, parent_id: zero(integer), name: string(255), role: nullable(string(16)), sort_order: zero(integer),
      uid_validity: integer, uid_next: withDefault(integer, 1), recent_uid: withDefault(integer, 1), used: zero(small),
      total_emails: zero(integer), unread_emails: zero(integer), total_threads: zero(integer), unread_threads: zero(integer),
      message_count: zero(integer), unseen_count: zero(integer), size_bytes: zero(integer), deleted_count: zero(integer), deleted_bytes: zero(integer),
      highest_modseq: integer, created_modseq: integer, property_modseq: integer, changed_modseq: integer, created_at: integer,
    },
    primaryKey: ['id'],
    unique: [['account_id', 'parent_id', 'name']],
    indexes: [['account_id', 'changed_modseq']],
  },
  {
    name: 'mailbox_subscription',
    columns: { principal_id: integer, mailbox_id: integer, account_id: integer, subscribed: small },
    primaryKey: ['principal_id', 'mailbox_id'],
    indexes: [['mailbox_id']],
  },
  {
    name: 'email',
    columns: {
      account_id: integer, id: integer, thread_id: integer, blob_hash: hash, prefix: nullable(bytes), size_bytes: integer, received_at: integer,
      sent_at: nullable(integer), keyword_bits: zero(small), extra_keywords: nullable(string(2048)), visible: zero(small), has_attachment: zero(small),
      message_id_hash: nullable(string(24)), created_modseq: integer, changed_modseq: integer,
    },
    primaryKey: ['account_id', 'id'],
    indexes: [['account_id', 'changed_modseq'], ['thread_id'], ['account_id', 'received_at', 'id'], ['blob_hash'], ['account_id', 'message_id_hash']],
    clustered: true,
  },
  {
    name: 'email_projection',
    columns: {
      id: integer, account_id: integer, headers: text, preview: string(1024), structure: text, envelope: bytes, body_structure: bytes, body: bytes,
      header_projection: bytes, reference_hashes: nullable(bytes), base_subject: string(512), sort_from: string(255), sort_to: string(255), sort_subject: string(255),
    },
    primaryKey: ['id'],
  },
  {
    name: 'membership',
    columns: {
      mailbox_id: integer, uid: integer, account_id: integer, email_id: integer, modseq: integer, created_modseq: integer, visible_from: integer,
      saved_at: integer, received_at: integer, deleted: zero(small),
    },
    primaryKey: ['mailbox_id', 'uid'],
    unique: [['mailbox_id', 'email_id']],
    indexes: [['account_id', 'email_id'], ['mailbox_id', 'modseq'], ['mailbox_id', 'deleted', 'received_at', 'email_id']],
    clustered: true,
  },
  {
    name: 'membership_past',
    columns: {
      mailbox_id: integer, uid: integer, from_modseq: integer, to_modseq: integer, account_id: integer, email_id: integer, thread_id: integer, closed_at: integer,
    },
    primaryKey: ['mailbox_id', 'uid', 'from_modseq'],
    indexes: [['account_id', 'to_modseq'], ['account_id', 'email_id'], ['account_id', 'thread_id'], ['closed_at']],
    clustered: true,
  },
  {
    name: 'expunged',
    columns: { mailbox_id: integer, modseq: integer, uid: integer, expunged_at: integer },
    primaryKey: ['mailbox_id', 'modseq', 'uid'],
    indexes: [['expunged_at']],
    clustered: true,
  },
  {
    name: 'seen_overlay',
    columns: { principal_id: integer, email_id: integer, account_id: integer, seen: small, modseq: integer },
    primaryKey: ['principal_id', 'email_id'],
    indexes: [['account_id', 'email_id'], ['principal_id', 'account_id', 'modseq']],
    clustered: true,
  },
  {
    name: 'thread',
    columns: {
      id: integer, account_id: integer, created_modseq: integer, changed_modseq: integer, email_count: zero(integer), unread: zero(integer), trash_unread: zero(integer),
    },
    primaryKey: ['id'],
    indexes: [['account_id', 'changed_modseq']],
  },
  {
    name: 'thread_key',
    columns: { account_id: integer, hash: string(24), thread_id: integer },
    primaryKey: ['account_id', 'hash'],
    indexes: [['thread_id']],
    clustered: true,
  },
  {
    name: 'thread_mailbox',
    columns: {
      mailbox_id: integer, thread_id: integer, account_id: integer, latest_received: integer, latest_email: integer, email_count: integer, unread: integer,
    },
    primaryKey: ['mailbox_id', 'thread_id'],
    indexes: [['thread_id'], ['mailbox_id', 'latest_received', 'latest_email']],
    clustered: true,
  },
  {
    name: 'tombstone',
    columns: { account_id: integer, type: string(24), object_id: integer, created_modseq: integer, destroyed_modseq: integer, destroyed_at: integer },
    primaryKey: ['account_id', 'type', 'object_id'],
    indexes: [['account_id', 'type', 'destroyed_modseq'], ['destroyed_at']],
    clustered: true,
  },
  {
    name: 'stored_blob',
    columns: { hash, size_bytes: integer, segment: integer, segment_offset: integer, created_at: integer, touched_at: integer },
    primaryKey: ['hash'],
    indexes: [['touched_at']],
    clustered: true,
  },
  { name: 'blob_chunk', columns: { hash, chunk: integer, bytes, created_at: integer }, primaryKey: ['hash', 'chunk'], indexes: [['created_at']] },
  {
    name: 'upload',
    columns: { account_id: integer, blob_hash: hash, principal_id: integer, type: string(255), size_bytes: integer, created_at: integer, expires_at: integer },
    primaryKey: ['account_id', 'blob_hash'],
    indexes: [['blob_hash'], ['expires_at']],
  },
  {
    name: 'identity',
    columns: {
      id: integer, account_id: integer, name: string(255), email: address, reply_to: nullable(text), bcc: nullable(text), text_signature: text, html_signature: text,
      may_delete: small, created_modseq: integer, changed_modseq: integer,
    },
    primaryKey: ['id'],
    indexes: [['account_id', 'changed_modseq']],
  },
  {
    name: 'submission',
    columns: {
      id: integer, account_id: integer, identity_id: integer, email_id: integer, thread_id: integer, envelope: text, send_at: integer, held: zero(small),
      undo_status: string(16), delivery_status: nullable(text), dsn_blobs: nullable(text), mdn_blobs: nullable(text), created_modseq: integer, changed_modseq: integer,
    },
    primaryKey: ['id'],
    indexes: [['account_id', 'changed_modseq'], ['account_id', 'send_at']],
  },
  {
    name: 'queue_entry',
    columns: {
      id: integer, account_id: integer, submission_id: nullable(integer), blob_hash: hash, prefix: nullable(bytes), size_bytes: integer, sender: address,
      recipient: address, state: string(16), envelope_id: nullable(string(128)), dsn_return: nullable(string(8)), dsn_notify: nullable(string(64)),
      original_recipient: nullable(string(600)), body_type: nullable(string(16)), smtputf8: zero(small), language: string(8), attempts: zero(integer), next_attempt_at: integer,
      expires_at: integer, lease_owner: nullable(string(64)), lease_until: nullable(integer), last_attempt_at: nullable(integer), last_status: nullable(string(16)), last_reply: nullable(text),
      delay_reported: zero(small), created_at: integer,
    },
    primaryKey: ['id'],
    indexes: [['state', 'next_attempt_at'], ['submission_id'], ['blob_hash'], ['account_id']],
  },
  {
    name: 'vacation_response',
    columns: {
      account_id: integer, is_enabled: zero(small), from_date: nullable(integer), to_date: nullable(integer), subject: nullable(text), text_body: nullable(text), html_body: nullable(text),
    },
    primaryKey: ['account_id'],
  },
];

/** Every table of the mail part of the data model (design §5), as the first release made them. Never changed: later releases bring migrations of their own. */
export const tables: readonly Table[] = [...people, ...mail];

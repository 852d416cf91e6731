/** `shareWith` of a Mailbox (contract, JMAP; RFC 9670): Principal id to rights, as stored grants and back. */
import type { MailboxRights } from '../../../openapi/index.ts';
import type { GrantChange } from '../../access/grants.ts';
import { fromMailboxRights, toMailboxRights } from '../../access/rights.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import { applyPatch } from '../patch.ts';
import type { RequestState } from '../request-state.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The capability that `shareWith` belongs to. */
export const MAIL_SHARE = 'urn:ietf:params:jmap:mail:share';

const PROPERTY = 'shareWith';
const rightNames = Object.keys(toMailboxRights(0)) as (keyof MailboxRights)[];

/** Null where it is shared with nobody. */
export function shareWithOf(grants: ReadonlyMap<number, number>): Record<string, Required<MailboxRights>> | null {
  return grants.size === 0 ? null : Object.fromEntries([...grants].map(([id, rights]) => [toId('principal', id), toMailboxRights(rights)]));
}

/** @throws CoreError invalidProperties where a draft or a patch names `shareWith` and the request does not use its capability (RFC 8620 §3.3) */
export function needShareCapability(request: RequestState, fields: Fields): void {
  const properties = Object.keys(fields).filter(isSharePath);
  if (properties.length > 0 && !request.isUsing(MAIL_SHARE)) {
    throw new CoreError('invalidProperties', `A Mailbox has no ${PROPERTY} unless the request is using ${MAIL_SHARE}.`, { properties });
  }
}

/** Does a patch change `shareWith`, or something in it? */
export const isSharePath = (path: string): boolean => path === PROPERTY || path.startsWith(`${PROPERTY}/`);

/**
 * The grants that a draft or a patch asks for. A right that is set in a whole object sets or clears all its bits; in an object that is only patched, what
 * no path names stays bit by bit (contract, rights of several bits).
 * @param patch paths of {@link isSharePath} only
 * @throws CoreError invalidProperties with the path, invalidPatch
 */
export function grantChanges(before: ReadonlyMap<number, number>, patch: Fields): GrantChange[] {
  // Where nothing is shared yet, the property is null; a path that adds somebody leads into it all the same.
  const asked = applyPatch({ [PROPERTY]: shareWithOf(before) ?? {} }, patch, { [PROPERTY]: null })[PROPERTY];
  if (asked !== null && !isObject(asked)) throw wrong([PROPERTY], 'is an object of Principal ids, or null');
  const wanted = new Map(Object.entries(asked ?? {}).map(([id, rights]) => [principalNumber(id), [id, rights] as const]));
  const changes: GrantChange[] = [...before.keys()].filter((id) => !wanted.has(id)).map((principalId) => ({ principalId, rights: 0 }));
  for (const [principalId, [id, rights]] of wanted) {
    const checked = checkedRights(id, rights);
    const written = rightNames.filter((name) => Object.hasOwn(patch, `${PROPERTY}/${id}/${name}`));
    const isWhole = Object.hasOwn(patch, PROPERTY) || Object.hasOwn(patch, `${PROPERTY}/${id}`);
    const names = isWhole ? rightNames : written;
    const bits = fromMailboxRights(Object.fromEntries(names.map((name) => [name, checked[name]])), isWhole ? 0 : (before.get(principalId) ?? 0));
    if (typeof bits !== 'number') throw wrong([PROPERTY, id, bits.wrong], 'contradicts another right');
    changes.push({ principalId, rights: bits });
  }
  return changes;
}

function checkedRights(id: string, rights: unknown): Required<MailboxRights> {
  if (!isObject(rights)) throw wrong([PROPERTY, id], 'is an object of rights');
  for (const [name, given] of Object.entries(rights)) {
    if (!rightNames.includes(name as keyof MailboxRights)) throw wrong([PROPERTY, id, name], 'is no right of a Mailbox');
    if (typeof given !== 'boolean') throw wrong([PROPERTY, id, name], 'is true or false');
  }
  const all = Object.fromEntries(rightNames.map((name) => [name, rights[name] === true])) as Required<MailboxRights>;
  // One right stands behind both.
  if (all.mayRename !== all.mayDelete) throw wrong([PROPERTY, id, 'mayRename'], 'goes together with mayDelete here: set both or none');
  return all;
}

function principalNumber(id: string): number {
  const number = fromId('principal', id);
  if (number === undefined) throw wrong([PROPERTY, id], 'names nobody here');
  return number;
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function wrong(steps: readonly string[], problem: string): CoreError {
  const path = steps.map((step) => step.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  return new CoreError('invalidProperties', `${path} ${problem}.`, { properties: [path] });
}

/** Runs what may refuse a grant, and says by paths whom it is about. */
export async function withSharePaths<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CoreError) || !['notPermitted', 'invalidProperties'].includes(error.kind) || error.details['properties'] !== undefined) throw error;
    const about = error.details['principalIds'];
    const properties = Array.isArray(about) ? about.map((id) => `${PROPERTY}/${toId('principal', id as number)}`) : [PROPERTY];
    throw new CoreError(error.kind, error.message, { ...error.details, properties });
  }
}

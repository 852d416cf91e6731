import { type Command, uidForm } from '../command.ts';
import { append } from './append.ts';
import { authenticate } from './authenticate.ts';
import { capability } from './capability.ts';
import { check } from './check.ts';
import { close } from './close.ts';
import { compress } from './compress.ts';
import { copy } from './copy.ts';
import { create } from './create.ts';
import { deleteCommand } from './delete.ts';
import { enable } from './enable.ts';
import { getacl } from './getacl.ts';
import { expunge } from './expunge.ts';
import { fetch } from './fetch.ts';
import { getjmapaccess } from './getjmapaccess.ts';
import { getmetadata } from './getmetadata.ts';
import { getquota, getquotaroot } from './getquota.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { list } from './list.ts';
import { listrights } from './listrights.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { lsub } from './lsub.ts';
import { move } from './move.ts';
import { myrights } from './myrights.ts';
import { namespace } from './namespace.ts';
import { noop } from './noop.ts';
import { notify } from './notify.ts';
import { rename } from './rename.ts';
import { search } from './search.ts';
import { examine, select } from './select.ts';
import { deleteacl, setacl } from './setacl.ts';
import { sort } from './sort.ts';
import { setmetadata } from './setmetadata.ts';
import { starttls } from './starttls.ts';
import { status } from './status.ts';
import { store } from './store.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { thread } from './thread.ts';
import { unauthenticate } from './unauthenticate.ts';
import { unselect } from './unselect.ts';
import { xlist } from './xlist.ts';

/** Every command by its name; with UID before it where it has that form. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['APPEND', append],
  ['AUTHENTICATE', authenticate],
  ['CAPABILITY', capability],
  ['CHECK', check],
  ['CLOSE', close],
  ['COMPRESS', compress],
  ['COPY', copy],
  ['CREATE', create],
  ['DELETE', deleteCommand],
  ['DELETEACL', deleteacl],
  ['ENABLE', enable],
  ['EXAMINE', examine],
  ['EXPUNGE', expunge],
  ['FETCH', fetch],
  ['GETACL', getacl],
  ['GETJMAPACCESS', getjmapaccess],
  ['GETMETADATA', getmetadata],
  ['GETQUOTA', getquota],
  ['GETQUOTAROOT', getquotaroot],
  ['ID', id],
  ['IDLE', idle],
  ['LIST', list],
  ['LISTRIGHTS', listrights],
  ['LOGIN', login],
  ['LOGOUT', logout],
  ['LSUB', lsub],
  ['MOVE', move],
  ['MYRIGHTS', myrights],
  ['NAMESPACE', namespace],
  ['NOOP', noop],
  ['NOTIFY', notify],
  ['RENAME', rename],
  ['SEARCH', search],
  ['SELECT', select],
  ['SETACL', setacl],
  ['SETMETADATA', setmetadata],
  ['SORT', sort],
  ['STARTTLS', starttls],
  ['STATUS', status],
  ['STORE', store],
  ['SUBSCRIBE', subscribe],
  ['THREAD', thread],
  ['UID COPY', uidForm(copy)],
  ['UID EXPUNGE', expunge],
  ['UID FETCH', uidForm(fetch)],
  ['UID MOVE', uidForm(move)],
  ['UID SEARCH', uidForm(search)],
  ['UID SORT', uidForm(sort)],
  ['UID STORE', uidForm(store)],
  ['UID THREAD', uidForm(thread)],
  ['UNAUTHENTICATE', unauthenticate],
  ['UNSELECT', unselect],
  ['UNSUBSCRIBE', unsubscribe],
  ['XLIST', xlist],
]);

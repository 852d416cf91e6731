import { actorOf } from '../../access/index.ts';
import { explainFolderRights, getFolderGrants, setFolderGrant } from '../../people/folder-rights.ts';
import { addGroupMembers, createGroup, deleteGroup, getGroup, listGroups, removeGroupMembers, updateGroup } from '../../people/groups.ts';
import type { RestHandlers } from '../call.ts';

/** Groups, for administrators; who may do what in a folder, for those who may share it. */
export const groupOperations: RestHandlers<
  | 'listGroups' | 'createGroup' | 'getGroup' | 'updateGroup' | 'deleteGroup' | 'addGroupMembers' | 'removeGroupMembers'
  | 'explainRights' | 'getFolderGrants' | 'setFolderGrant'
> = {
  listGroups: ({ ctx, query }) => listGroups(ctx.core, query),
  createGroup: ({ ctx, body }) => createGroup(ctx.core, body, actorOf(ctx)),
  getGroup: ({ ctx, path }) => getGroup(ctx.core, path.group),
  updateGroup: ({ ctx, path, body }) => updateGroup(ctx.core, path.group, body, actorOf(ctx)),
  deleteGroup: async ({ ctx, path }) => {
    await deleteGroup(ctx.core, path.group, actorOf(ctx));
    return undefined;
  },
  addGroupMembers: ({ ctx, path, body }) => addGroupMembers(ctx.core, path.group, body.members, actorOf(ctx)),
  removeGroupMembers: ({ ctx, path, body }) => removeGroupMembers(ctx.core, path.group, body.members, actorOf(ctx)),
  explainRights: ({ ctx, path, query }) => explainFolderRights(ctx, path.accountId, query.folder, query.person),
  getFolderGrants: ({ ctx, path, query }) => getFolderGrants(ctx, path.accountId, query.folder),
  setFolderGrant: async ({ ctx, path, body }) => ({ grants: await setFolderGrant(ctx, path.accountId, body) }),
};

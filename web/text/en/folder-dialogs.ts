import type { folderDialogs as french } from '../fr/folder-dialogs.ts';
import type { Translated } from '../types.ts';

export const folderDialogs: Translated<typeof french, 'en'> = {
  isHidden: '“{name}” is hidden. It is under Hidden folders',
  isShown: '“{name}” is shown',
  moveTitle: 'Move “{name}”',
  top: 'At the top level',
  deleteTitle: 'Delete “{name}”?',
  deleteEmpty: 'This folder is empty.',
  deleteIntoTrash: { one: 'It goes to Trash with its message.', other: 'It goes to Trash with its {count} messages.' },
  deleteForEver: {
    one: 'Its message will be deleted for ever. This cannot be undone.',
    other: 'Its {count} messages will be deleted for ever. This cannot be undone.',
  },
  deleteHasChildren: { one: 'It holds {count} subfolder, which is deleted with it.', other: 'It holds {count} subfolders, which are deleted with it.' },
  deleteSharedWith: 'It is shared with {names}, who lose access to it.',
  deleteSharedWithMany: { one: 'It is shared with {count} person or group, who lose access to it.', other: 'It is shared with {count} people or groups, who lose access to it.' },
  deleteIntoOwners: { one: 'Its message goes to {owner}’s Trash.', other: 'Its {count} messages go to {owner}’s Trash.' },
  deleteOfOthers: 'It belongs to {owner}, and is deleted for everybody who uses it.',
  deleteConfirm: 'Delete folder',
  deleted: 'Folder “{name}” deleted',
  emptyTitle: 'Empty “{name}”?',
  emptyText: {
    one: '{count} message will be deleted for ever. This cannot be undone.',
    other: '{count} messages will be deleted for ever. This cannot be undone.',
  },
  emptyConfirm: 'Empty',
  noWayBack: 'The folder itself is deleted for ever. This cannot be undone.',
  cannotTitle: '“{name}” cannot be deleted',
  holdsKept: 'You may not delete these folders, and nothing was deleted: {folders}.',
  holdsMessages: 'You may not delete the messages in these folders, and nothing was deleted: {folders}.',
  whoMay: '{owner} can delete them, or let you do it.',
  holdsUnseen: '“{name}” was not deleted: folders lie in it that are not shared with you.',
  holdsUnseenAndSeen: '“{name}” was not deleted: folders lie in it that are not shared with you. Those that you see in it were deleted.',
  refusedIn: '“{name}”: {why}',
};

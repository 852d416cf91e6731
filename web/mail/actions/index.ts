/** What is done to messages. List, reader, search and folders use this face. */
export { ActionDialogs } from './action-dialogs-host.tsx';
export type { Action } from './action.ts';
export { draggedNow, type Dragged, emailsDragType, endDrag, startDrag } from './drag.ts';
export { folderName } from './folder-name.ts';
export { type Label, labelsAmong } from './labels.ts';
export { onPutElsewhere } from './put-elsewhere.ts';
export { usePresentRequest } from './requests.ts';
export { conversationIn, countOf, isWholeList, type Selection, type Target, type WholeList } from './selection.ts';
export { type MailActions, useMailActions } from './use-mail-actions.ts';

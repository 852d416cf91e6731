/** Files that are added to a message: what is too large is told before a byte is sent. */
import { useCallback, useEffect, useState } from 'react';
import { useFormat, useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Attachment } from './draft.ts';
import { droppedFiles } from './dropped-files.ts';
import { attachedBytes } from './message.ts';
import { listedFiles } from './lost-files.ts';
import type { OpenDraft } from './open-draft.ts';
import type { RefusedFile } from './refused-files.ts';
import { fileLimit, type ServerLimits } from './server-limits.ts';

export interface Attaching {
  /** @returns those that were taken */
  attach(files: readonly File[], options?: { readonly inText?: boolean }): ReadonlyMap<File, Attachment>;
  /** Adds the files of what was dropped or pasted; of folders it is said that they do not go along. To be called within the event. */
  attachFrom(transfer: DataTransfer): void;
  /** Pictures as this page sees them until they are on the server. */
  readonly previews: ReadonlyMap<string, string>;
}

/** Pictures that were on their way when the message was last open. */
function previewsOf({ draft, uploads: { files } }: OpenDraft): Map<string, string> {
  const waiting = draft.attachments.flatMap(({ id, cid }) => {
    const file = files.get(id);
    return cid === undefined || file === undefined ? [] : [[cid, URL.createObjectURL(file)] as const];
  });
  return new Map(waiting);
}

export function useAttaching(open: OpenDraft, limits: ServerLimits): Attaching {
  const t = useText();
  const format = useFormat();
  const [previews] = useState(() => previewsOf(open));
  useEffect(
    () => () => {
      for (const address of previews.values()) URL.revokeObjectURL(address);
    },
    [previews],
  );

  const largest = fileLimit(limits);
  const attach = useCallback(
    (files: readonly File[], { inText = false } = {}) => {
      const taken = new Map<File, Attachment>();
      const refused: RefusedFile[] = [];
      let total = attachedBytes(open.draft);
      for (const file of files) {
        if (file.size > limits.maxUploadBytes || total + file.size > limits.maxAttachmentBytes) {
          const reason = file.size > limits.maxAttachmentBytes || file.size > limits.maxUploadBytes ? 'fileTooLarge' : 'filesTooLarge';
          toast(t(`composer.${reason}`, { name: file.name, size: format.size(file.size), limit: format.size(largest) }), { kind: 'failed' });
          refused.push({ id: crypto.randomUUID(), name: file.name, type: file.type, size: file.size, reason });
          continue;
        }
        total += file.size;
        const id = crypto.randomUUID();
        const cid = inText ? `${id}@messagerie` : undefined;
        if (cid !== undefined) previews.set(cid, URL.createObjectURL(file));
        taken.set(file, { id, name: file.name || `image.${file.type.split('/')[1] ?? 'png'}`, type: file.type || 'application/octet-stream', size: file.size, ...(cid === undefined ? {} : { cid }) });
        open.uploads.add(id, file);
      }
      if (refused.length > 0) open.setRefused([...open.refusedFiles, ...refused]);
      if (taken.size > 0) open.edit({ attachments: [...open.draft.attachments, ...taken.values()] });
      if (taken.size > 0 && !inText) announce(t('composer.attachedCount', { count: listedFiles(open.draft).length }));
      return taken;
    },
    [open, limits.maxAttachmentBytes, limits.maxUploadBytes, largest, t, format, previews],
  );
  const attachFrom = useCallback(
    (transfer: DataTransfer) => {
      const { files, folders } = droppedFiles(transfer);
      for (const name of folders) toast(t('composer.folder', { name }), { kind: 'failed' });
      attach(files);
    },
    [attach, t],
  );
  return { attach, attachFrom, previews };
}

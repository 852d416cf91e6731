/** What this server takes, so that it can be said before anything is sent. */
import { useEffect, useState } from 'react';
import { rest } from '../../jmap/rest.ts';
import { capability } from '../../jmap/session.ts';
import { type Store, useStore } from '../../store/index.ts';

export interface ServerLimits {
  readonly maxRecipients: number;
  /** Of all files together, as they are on the disk: what a message has room for. */
  readonly maxAttachmentBytes: number;
  readonly maxUploadBytes: number;
  /** 0: nothing can be sent later. */
  readonly maxDelayedSendSeconds: number;
}

/** The most that one file may have. */
export const fileLimit = ({ maxAttachmentBytes, maxUploadBytes }: ServerLimits): number => Math.min(maxAttachmentBytes, maxUploadBytes);

let asked: Promise<Pick<ServerLimits, 'maxRecipients'> & Partial<ServerLimits>> | undefined;
const standardRecipients = 1_000;
/** The rest is for the text and what is quoted. */
const shareOfFiles = 0.98;
/** base64 makes a line of 78 bytes, with its end, of 57 (RFC 2045 §6.8). */
const unencoded = 57 / 78;

export function useServerLimits(): ServerLimits {
  const store = useStore();
  const [maxRecipients, setMaxRecipients] = useState(standardRecipients);
  useEffect(() => {
    asked ??= rest<ServerLimits>('/server');
    asked.then(
      (limits) => setMaxRecipients(limits.maxRecipients),
      () => {
        asked = undefined;
      },
    );
  }, []);
  return { ...limitsOf(store), maxRecipients };
}

function limitsOf({ session, ownAccountId }: Store): Omit<ServerLimits, 'maxRecipients'> {
  const ofAccount = session.accounts[ownAccountId]?.accountCapabilities ?? {};
  const number = (of: Readonly<Record<string, unknown>> | undefined, name: string, otherwise: number): number => (typeof of?.[name] === 'number' ? (of[name] as number) : otherwise);
  const extensions = ofAccount[capability.submission]?.['submissionExtensions'] as Readonly<Record<string, readonly string[] | undefined>> | undefined;
  const messageBytes = Number(extensions?.['SIZE']?.[0] ?? Number.POSITIVE_INFINITY);
  return {
    maxAttachmentBytes: Math.min(number(ofAccount[capability.mail], 'maxSizeAttachmentsPerEmail', 50_000_000), Math.floor(messageBytes * shareOfFiles * unencoded)),
    maxUploadBytes: number(session.capabilities[capability.core], 'maxSizeUpload', 100_000_000),
    maxDelayedSendSeconds: number(ofAccount[capability.submission], 'maxDelayedSend', 0),
  };
}

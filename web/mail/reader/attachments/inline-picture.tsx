import { useState } from 'react';
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { downloadUrl } from '../../../jmap/blobs.ts';
import { useText } from '../../../text/index.ts';
import { FileName } from '../../../ui/file-name.tsx';
import styles from './inline-picture.module.css';
import { mediaTypeOf, previewOf } from './kinds.ts';

/** A picture that stands between texts of a message (as Apple Mail sends them). */
export function InlinePicture({ accountId, part }: { readonly accountId: string; readonly part: EmailBodyPart }) {
  const t = useText();
  const [isBroken, setBroken] = useState(false);
  const name = part.name ?? t('reader.file');
  if (isBroken || previewOf(part) !== 'picture') return <FileName name={name} />;
  const address = `${downloadUrl(accountId, part.blobId ?? '', name, mediaTypeOf(part))}&inline=true`;
  return <img className={styles.picture} src={address} alt={name} loading="lazy" onError={() => setBroken(true)} />;
}

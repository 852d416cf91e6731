import { useState } from 'react';
import type { Email } from '../../../../openapi/generated/jmap.ts';
import { useErrorText } from '../../../app/error-text.ts';
import { RequestRefused } from '../../../jmap/errors.ts';
import { rest } from '../../../jmap/rest.ts';
import { useText } from '../../../text/index.ts';
import { Address } from '../../../ui/address.tsx';
import { Button } from '../../../ui/button.tsx';
import { AlertDialog } from '../../../ui/dialog.tsx';
import { toast } from '../../../ui/toast.tsx';
import { intentOfMailto } from '../../composer/intent.ts';
import { useComposer } from '../../composer/use-composer.ts';
import { linkTarget } from '../html/web-address.ts';

export interface UnsubscribeProps {
  readonly accountId: string;
  readonly message: Email;
  readonly className?: string | undefined;
}

/** How a list is left: by a request of the server's (RFC 8058), by a message, or on a page. */
type Way =
  | { readonly kind: 'oneClick'; readonly host: string }
  | { readonly kind: 'mail'; readonly href: string; readonly address: string }
  | { readonly kind: 'page'; readonly href: string; readonly host: string };

/** The way that asks least, and another one for where that is refused. */
function waysOf(message: Email): readonly Way[] {
  const written = message['header:List-Unsubscribe:asURLs'];
  const targets = (Array.isArray(written) ? written : []).flatMap((url) => (typeof url === 'string' ? (linkTarget(url) ?? []) : []));
  const pages = targets.filter((target) => target.kind === 'web');
  const post = message['header:List-Unsubscribe-Post:asText'];
  const secure = typeof post === 'string' && /^\s*List-Unsubscribe=One-Click\s*$/i.test(post) ? pages.find(({ href }) => href.startsWith('https:')) : undefined;
  const byHand: Way | undefined = targets.find((target) => target.kind === 'mail') ?? (pages[0] && { ...pages[0], kind: 'page' });
  return [...(secure ? [{ kind: 'oneClick', host: secure.host } as const] : []), ...(byHand ? [byHand] : [])];
}

const confirms = { oneClick: 'reader.unsubscribe', mail: 'reader.unsubscribeWrite', page: 'reader.unsubscribeOpen' } as const;

/** Leaves the mailing list that a message came from. Not in junk: it would say that somebody reads there. */
export function Unsubscribe({ accountId, message, className }: UnsubscribeProps) {
  const t = useText();
  const textOf = useErrorText();
  const { open } = useComposer();
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const [isDone, setDone] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const ways = waysOf(message);
  const way = ways[isRefused ? ways.length - 1 : 0];
  if (!way) return null;

  const go = async () => {
    if (way.kind !== 'oneClick') {
      setAsking(false);
      if (way.kind === 'mail') open(intentOfMailto(way.href));
      else window.open(way.href, '_blank', 'noopener,noreferrer');
      return;
    }
    setPending(true);
    try {
      const { host } = await rest<{ host: string }>(`/messages/${encodeURIComponent(message.id)}/unsubscribe?accountId=${encodeURIComponent(accountId)}`, { method: 'POST', json: {} });
      setDone(true);
      setAsking(false);
      toast(t('reader.unsubscribed', { host }));
    } catch (error) {
      const { what, why } = textOf(error);
      toast(error instanceof RequestRefused && why !== undefined ? why : what, { kind: 'failed' });
      // The question stays, for the other way.
      setRefused(true);
      setAsking(ways.length > 1);
    } finally {
      setPending(false);
    }
  };

  return (
    <>
      <Button kind="quiet" className={className} isDisabled={isDone} onPress={() => setAsking(true)}>
        {t(isDone ? 'reader.unsubscribedShort' : 'reader.unsubscribe')}
      </Button>
      <AlertDialog title={t('reader.unsubscribeTitle')} isOpen={isAsking} confirm={t(confirms[way.kind])} isPending={isPending} onConfirm={() => void go()} onCancel={() => setAsking(false)}>
        {way.kind === 'mail'
          ? t.rich('reader.unsubscribeByMail', { address: <Address address={way.address} /> })
          : t.rich(way.kind === 'oneClick' ? 'reader.unsubscribeOneClick' : 'reader.unsubscribeByPage', { host: <bdi dir="ltr">{way.host}</bdi> })}
      </AlertDialog>
    </>
  );
}

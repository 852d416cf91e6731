import { CloudOff } from 'lucide-react';
import { useErrorText } from '../app/error-text.ts';
import { useConnection } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../ui/state.tsx';
import type { Loading } from './use-loading.ts';

interface NotLoadedProps extends Partial<Loading> {
  readonly rows: number;
}

/** In place of a section whose content has not come: on its way, away with the connection, or refused. */
export function NotLoaded({ rows, error, load }: NotLoadedProps) {
  const t = useText();
  const errorText = useErrorText();
  const { isReachable } = useConnection();
  if (!isReachable) {
    return (
      <EmptyState icon={CloudOff} title={t('shell.offline')}>
        {t('list.offlineText')}
      </EmptyState>
    );
  }
  if (error !== undefined) return <ErrorState {...(load ? { onRetry: load } : {})}>{errorText(error).what}</ErrorState>;
  return <Skeleton rows={rows} />;
}

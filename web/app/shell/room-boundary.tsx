/** A fault in one room leaves the others, and whatever is being written, standing. */
import { CloudOff } from 'lucide-react';
import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useConnection } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { EmptyState, ErrorState } from '../../ui/state.tsx';

export class RoomBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('unknown') };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    // A file that did not come is asked for again by the whole page only: React keeps the failure.
    const isMissing = isMissingFile(this.state.error);
    return <Broken isMissing={isMissing} onRetry={() => (isMissing ? location.reload() : this.setState({ error: undefined }))} />;
  }
}

/** As Chromium, Safari and Firefox say that an import failed, and Vite of its styles. */
const isMissingFile = (error: unknown): boolean => error instanceof Error && /dynamically imported module|Importing a module script failed|preload CSS/.test(error.message);

function Broken({ isMissing, onRetry }: { readonly isMissing: boolean; readonly onRetry: () => void }) {
  const t = useText();
  const isAway = !useConnection().isReachable && isMissing;
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) onRetry();
    wasAway.current = isAway;
  });
  return isAway ? (
    <main id="main" tabIndex={-1}>
      <EmptyState icon={CloudOff} heading="h1" title={t('shell.offline')}>
        {t('list.offlineText')}
      </EmptyState>
    </main>
  ) : (
    <main id="main" tabIndex={-1}>
      <h1 className="visually-hidden">{t('errors.title')}</h1>
      <ErrorState onRetry={onRetry}>{t('errors.part')}</ErrorState>
    </main>
  );
}

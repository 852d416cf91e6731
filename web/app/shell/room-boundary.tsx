/** A fault in one room leaves the others, and whatever is being written, standing. */
import { Component, type ReactNode } from 'react';
import { useText } from '../../text/index.ts';
import { ErrorState } from '../../ui/state.tsx';

export class RoomBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('unknown') };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    // A file that did not come is asked for again by the whole page only: React keeps the failure.
    return <Broken onRetry={() => (isMissingFile(this.state.error) ? location.reload() : this.setState({ error: undefined }))} />;
  }
}

/** As Chromium, Safari and Firefox say that an import failed. */
const isMissingFile = (error: unknown): boolean => error instanceof TypeError && /dynamically imported module|Importing a module script failed/.test(error.message);

function Broken({ onRetry }: { readonly onRetry: () => void }) {
  const t = useText();
  return (
    <main id="main" tabIndex={-1}>
      <h1 className="visually-hidden">{t('errors.title')}</h1>
      <ErrorState onRetry={onRetry}>{t('errors.part')}</ErrorState>
    </main>
  );
}

import { MapPinOff } from 'lucide-react';
import { Link } from 'wouter';
import { useText } from '../../text/index.ts';
import { EmptyState } from '../../ui/state.tsx';
import { homePath } from '../paths.ts';

export function NotFound() {
  const t = useText();
  return (
    <main id="main" tabIndex={-1}>
      <EmptyState icon={MapPinOff} heading="h1" title={t('shell.notFoundTitle')} action={<Link href={homePath}>{t('shell.toMail')}</Link>}>
        {t('shell.notFound')}
      </EmptyState>
    </main>
  );
}

import { MapPinOff } from 'lucide-react';
import { Link } from 'wouter';
import { useText } from '../../text/index.ts';
import { EmptyState } from '../../ui/state.tsx';
import { homePath } from '../paths.ts';

export function NotFound() {
  const t = useText();
  return (
    <main id="main" tabIndex={-1}>
      <h1 className="visually-hidden">{t('shell.notFoundTitle')}</h1>
      <EmptyState icon={MapPinOff} title={t('shell.notFoundTitle')} action={<Link href={homePath}>{t('shell.toMail')}</Link>}>
        {t('shell.notFound')}
      </EmptyState>
    </main>
  );
}

/** One's own settings: sections at the side, or one after the other on a phone. */
import { ChevronLeft } from 'lucide-react';
import { Suspense } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { settingsPath } from '../app/paths.ts';
import { useText } from '../text/index.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWidth } from '../ui/media.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { sections } from './sections.ts';
import styles from './settings.module.css';

export function SettingsRoom({ section }: { readonly section: string | undefined }) {
  const t = useText();
  const width = useWidth();
  const [, navigate] = useLocation();
  const open = sections.find(({ name }) => name === section);
  if (!open && width !== 'phone') return <Redirect to={settingsPath('profile')} replace />;
  if (section !== undefined && !open) return <Redirect to={settingsPath()} replace />;
  const areListed = width !== 'phone' || !open;
  return (
    <main id="main" tabIndex={-1} className={styles.room} data-width={width}>
      {areListed && (
        <nav className={styles.sections} aria-label={t('settings.title')}>
          {!open && <h1 className={styles.title}>{t('settings.title')}</h1>}
          <ul>
            {sections.map(({ name, icon }) => (
              <li key={name}>
                <Link href={settingsPath(name)} className={styles.link} aria-current={name === section ? 'page' : undefined}>
                  <Icon of={icon} size={20} />
                  {t(`settings.section.${name}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {open && (
        <div className={styles.section}>
          <div className={styles.inner}>
            <header className={styles.head}>
              {width === 'phone' && <IconButton icon={ChevronLeft} label={t('settings.back')} onPress={() => navigate(settingsPath())} />}
              <h1 className={styles.title}>{t(`settings.section.${open.name}`)}</h1>
            </header>
            <Suspense fallback={<Skeleton rows={4} />}>
              <open.Content key={open.name} />
            </Suspense>
          </div>
        </div>
      )}
      <LeaveDialog />
    </main>
  );
}

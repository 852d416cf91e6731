import { Pin, X } from 'lucide-react';
import { useLocation, useSearch } from 'wouter';
import { searchPath } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './folder-pane.module.css';

export function PinnedSearches({ onPicked }: { readonly onPicked: (() => void) | undefined }) {
  const t = useText();
  const { preferences, change } = usePreferences();
  const [, navigate] = useLocation();
  const present = new URLSearchParams(useSearch()).get('q');
  const { pinnedSearches } = preferences;
  if (!pinnedSearches?.length) return null;
  return (
    <section aria-label={t('folders.searches')} className={styles.section}>
      <h2 className={styles.heading}>{t('folders.searches')}</h2>
      <ul role="list">
        {pinnedSearches.map((search) => (
          <li key={`${search.name} ${search.query}`} className={styles.search}>
            <a
              className={styles.searchLink}
              href={searchPath({ q: search.query })}
              aria-current={present === search.query ? 'page' : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                navigate(searchPath({ q: search.query }));
                onPicked?.();
              }}
            >
              <Icon of={Pin} size={18} />
              <span className={styles.foldName} dir="auto">
                {search.name}
              </span>
            </a>
            <IconButton size="small" icon={X} label={t('folders.unpin')} onPress={() => void change({ pinnedSearches: pinnedSearches.filter((one) => one !== search) }).catch(() => {})} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All keys, from the list that they are defined in. */
import { Keyboard } from 'react-aria-components/Keyboard';
import { type Translate, useText } from '../../text/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { type Scope, type Shortcut, type ShortcutName, shortcuts } from '../shortcuts.ts';
import styles from './key-help.module.css';

/** The longest last, so that two columns come out even. */
const scopes: readonly Scope[] = ['global', 'reader', 'composer', 'list'];
const arrows: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };
const named = ['Enter', 'Escape', 'Delete', 'Shift', 'Ctrl'] as const;

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const entries = Object.entries(shortcuts) as [ShortcutName, Shortcut][];
  return (
    <Dialog title={t('shell.keys')} isOpen onClose={onClose} size="large" isText>
      <div className={styles.columns}>
        {scopes.map((scope) => (
          <section key={scope}>
            <h3>{t(`keys.scope.${scope}`)}</h3>
            <dl className={styles.list}>
              {entries
                .filter(([, shortcut]) => shortcut.scope === scope)
                .map(([name, { keys }]) => (
                  <div key={name}>
                    <dt>{t(`keys.${name}`)}</dt>
                    <dd dir="ltr">
                      {keys.map((key) => (
                        <span key={key} className={styles.keys}>
                          {key.split(' ').map((one) => (
                            <Keyboard key={one}>{shown(one, t)}</Keyboard>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** A key by what stands on it. */
function shown(key: string, t: Translate): string {
  return key.replace(/[A-Z][A-Za-z]+/g, (word) => {
    const name = named.find((one) => one === word);
    return name ? t(`keys.named.${name}`) : (arrows[word] ?? word);
  });
}

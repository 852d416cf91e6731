/** Keys on or off, and all of them in a list. */
import { useState } from 'react';
import { KeyHelp } from '../app/shell/key-help.tsx';
import { useText } from '../text/index.ts';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/toggle.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

export function KeyboardSettings() {
  const t = useText();
  const { preferences, set } = useChange();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.form}>
      <Switch isSelected={preferences.keyboardShortcuts} onChange={(keyboardShortcuts) => set({ keyboardShortcuts })}>
        {t('settings.keysOn')}
      </Switch>
      <p className={styles.note}>{t('settings.keysNote')}</p>
      <div className={styles.actions}>
        <Button onPress={() => setOpen(true)}>{t('shell.keys')}</Button>
      </div>
      {isOpen && <KeyHelp onClose={() => setOpen(false)} />}
    </div>
  );
}

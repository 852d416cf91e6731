/** Theme, density, where messages are read. */
import { useText } from '../text/index.ts';
import { Radio, RadioGroup } from '../ui/toggle.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

export function Appearance() {
  const t = useText();
  const { preferences, set } = useChange();
  return (
    <div className={styles.form}>
      <RadioGroup label={t('shell.theme')} value={preferences.theme} onChange={(theme) => set({ theme: theme as typeof preferences.theme })}>
        <Radio value="light">{t('shell.themeLight')}</Radio>
        <Radio value="dark">{t('shell.themeDark')}</Radio>
        <Radio value="system">{t('shell.themeSystem')}</Radio>
      </RadioGroup>
      <RadioGroup label={t('shell.density')} value={preferences.density} onChange={(density) => set({ density: density as typeof preferences.density })}>
        <Radio value="comfortable">{t('shell.densityComfortable')}</Radio>
        <Radio value="compact">{t('shell.densityCompact')}</Radio>
      </RadioGroup>
      <RadioGroup label={t('settings.readingPane')} hint={t('settings.readingPaneHint')} value={preferences.readingPane} onChange={(pane) => set({ readingPane: pane as typeof preferences.readingPane })}>
        <Radio value="beside">{t('settings.paneBeside')}</Radio>
        <Radio value="below">{t('settings.paneBelow')}</Radio>
        <Radio value="off">{t('settings.paneOff')}</Radio>
      </RadioGroup>
    </div>
  );
}

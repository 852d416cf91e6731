/** How mail is shown and written. */
import { useText } from '../text/index.ts';
import { Option, Select } from '../ui/choice.tsx';
import { Radio, RadioGroup, Switch } from '../ui/toggle.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

const undoSeconds = [0, 5, 10, 20, 30, 60];
const markReadSeconds = [0, 2, 5, 10];

export function MailSettings() {
  const t = useText();
  const { preferences, set } = useChange();
  return (
    <div className={styles.form}>
      <Switch isSelected={preferences.conversations} onChange={(conversations) => set({ conversations })}>
        {t('settings.conversations')}
      </Switch>
      <Select
        label={t('settings.markRead')}
        selectedKey={preferences.markReadAfterSeconds === null ? 'never' : String(preferences.markReadAfterSeconds)}
        onSelectionChange={(key) => set({ markReadAfterSeconds: key === 'never' ? null : Number(key) })}
      >
        {markReadSeconds.map((seconds) => (
          <Option key={seconds} id={String(seconds)}>
            {seconds === 0 ? t('settings.markReadAtOnce') : t('settings.markReadAfter', { count: seconds })}
          </Option>
        ))}
        <Option id="never">{t('settings.markReadNever')}</Option>
      </Select>
      <Select label={t('settings.undoSend')} selectedKey={String(preferences.undoSeconds)} onSelectionChange={(seconds) => set({ undoSeconds: Number(seconds) })}>
        {undoSeconds.map((seconds) => (
          <Option key={seconds} id={String(seconds)}>
            {seconds === 0 ? t('settings.undoSendNot') : t('settings.seconds', { count: seconds })}
          </Option>
        ))}
      </Select>
      <RadioGroup label={t('settings.composeFormat')} value={preferences.composeFormat} onChange={(format) => set({ composeFormat: format as typeof preferences.composeFormat })}>
        <Radio value="html">{t('settings.composeHtml')}</Radio>
        <Radio value="plain">{t('settings.composePlain')}</Radio>
      </RadioGroup>
      <Switch isSelected={preferences.sentCopy} onChange={(sentCopy) => set({ sentCopy })}>
        {t('settings.sentCopy')}
      </Switch>
    </div>
  );
}

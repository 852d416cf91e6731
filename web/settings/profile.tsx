/** Name, language, time. */
import { type FormEvent, useCallback, useState } from 'react';
import type { Me } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { useUnsaved } from '../app/leaving.ts';
import { RequestRefused } from '../jmap/errors.ts';
import { rest } from '../jmap/rest.ts';
import { useStore } from '../store/index.ts';
import { type Language, languageNames, languages, useFormat, usualFirstDay, useText } from '../text/index.ts';
import { Button } from '../ui/button.tsx';
import { Option, Select } from '../ui/choice.tsx';
import { Combo } from '../ui/combo.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { isTooLong, longestName } from './longest-name.ts';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';
import { useLoading } from './use-loading.ts';

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');
const weekStarts = ['saturday', 'sunday', 'monday'] as const;
/** The fourth of January 1970 was a Sunday. */
const someSunday = 3 * 86_400_000;

export function Profile() {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const { preferences, set } = useChange();
  const { locale } = useFormat();
  const [me, setMe] = useState<Me>();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  useUnsaved(me !== undefined && name.trim() !== me.name);
  const isThere = me !== undefined;
  const { error } = useLoading(
    useCallback(async () => {
      if (isThere) return;
      const found = await rest<Me>('/me');
      setMe(found);
      setName(found.name);
    }, [isThere]),
  );
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (isTooLong(name)) return setProblem(t('settings.tooLong', { count: longestName }));
    try {
      setMe(await rest<Me>('/me', { method: 'PATCH', json: { name: name.trim() } }));
      toast(t('settings.saved'));
    } catch (error) {
      store.failed(error);
      const { what, why } = errorText(error);
      if (error instanceof RequestRefused && error.status === 422) setProblem(why ?? what);
      else toast(why ?? what, { kind: 'failed' });
    }
  };
  const usualDay = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(someSunday + usualFirstDay(locale, navigator.languages) * 86_400_000);
  return (
    <div className={styles.form}>
      <form className={styles.form} onSubmit={save}>
        <TextField label={t('settings.address')} value={store.session.username} isReadOnly dir="ltr" hint={t('settings.addressHint')} />
        <TextField label={t('settings.name')} value={name} onChange={setName} isReadOnly={!isThere} error={problem ?? (isThere || error === undefined ? undefined : errorText(error).what)} autoComplete="name" />
        <div className={styles.actions}>
          <Button type="submit" kind="primary" isDisabled={!me || name.trim() === '' || name.trim() === me.name}>
            {t('settings.save')}
          </Button>
        </div>
      </form>
      <section className={styles.group}>
        <h2>{t('settings.languageAndTime')}</h2>
        <Select label={t('shell.language')} selectedKey={preferences.language} onSelectionChange={(language) => set({ language: language as Language })}>
          {languages.map((one) => (
            <Option key={one} id={one} textValue={languageNames[one]}>
              <span lang={one}>{languageNames[one]}</span>
            </Option>
          ))}
        </Select>
        <Combo label={t('settings.timeZone')} selectedKey={preferences.timeZone ?? 'device'} onSelectionChange={(zone) => zone !== null && set({ timeZone: zone === 'device' ? null : String(zone) })}>
          <Option id="device">{t('settings.timeZoneOfDevice', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</Option>
          {zones.map((zone) => (
            <Option key={zone} id={zone}>
              {zone.replaceAll('_', ' ')}
            </Option>
          ))}
        </Combo>
        <Select label={t('settings.hours')} selectedKey={preferences.hourCycle} onSelectionChange={(cycle) => set({ hourCycle: cycle as 'h23' | 'h12' })}>
          <Option id="h23">{t('settings.hours24')}</Option>
          <Option id="h12">{t('settings.hours12')}</Option>
        </Select>
        <Select label={t('settings.weekStart')} selectedKey={preferences.firstDayOfWeek} onSelectionChange={(day) => set({ firstDayOfWeek: day as 'auto' | (typeof weekStarts)[number] })}>
          <Option id="auto">{t('settings.weekStartAuto', { day: usualDay })}</Option>
          {weekStarts.map((day) => (
            <Option key={day} id={day}>
              {t(`settings.day.${day}`)}
            </Option>
          ))}
        </Select>
      </section>
    </div>
  );
}

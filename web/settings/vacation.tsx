/** The text for absences (VacationResponse, RFC 8621 §8). It is kept here; the server answers with it once it has rules for mail that comes in. */
import { type FormEvent, useCallback, useState } from 'react';
import type { VacationResponse } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { useUnsaved } from '../app/leaving.ts';
import { SetFailed } from '../jmap/errors.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { useLoading } from './use-loading.ts';

export function Vacation() {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const accountId = store.ownAccountId;
  const [vacation, setVacation] = useState<VacationResponse>();
  const [saved, setSaved] = useState<VacationResponse>();
  useUnsaved(wordsOf(vacation) !== wordsOf(saved));
  const isThere = vacation !== undefined;
  const loading = useLoading(
    useCallback(async () => {
      if (isThere) return;
      const { list } = await store.client.call('VacationResponse/get', { accountId, ids: ['singleton'] });
      setVacation(list[0]);
      setSaved(list[0]);
    }, [store, accountId, isThere]),
  );
  if (!vacation) return <NotLoaded rows={4} {...loading} />;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const { subject = null, textBody = null } = vacation;
      const { notUpdated } = await store.client.call('VacationResponse/set', { accountId, update: { singleton: { subject: subject || null, textBody: textBody || null } } });
      if (notUpdated?.['singleton']) throw new SetFailed(notUpdated['singleton']);
      setSaved(vacation);
      toast(t('settings.saved'));
    } catch (cause) {
      store.failed(cause);
      const { what, why } = errorText(cause);
      toast(why ?? what, { kind: 'failed' });
    }
  };
  return (
    <form className={styles.form} onSubmit={save}>
      <Banner kind="warn">{t('settings.vacationNote')}</Banner>
      <TextField label={t('settings.vacationSubject')} value={vacation.subject ?? ''} onChange={(subject) => setVacation({ ...vacation, subject })} />
      <TextArea label={t('settings.vacationText')} rows={8} value={vacation.textBody ?? ''} onChange={(textBody) => setVacation({ ...vacation, textBody })} />
      <div className={styles.actions}>
        <Button type="submit" kind="primary">
          {t('settings.save')}
        </Button>
      </div>
    </form>
  );
}

const wordsOf = (vacation: VacationResponse | undefined): string => JSON.stringify([vacation?.subject ?? '', vacation?.textBody ?? '']);

/** The person's own password. A new one ends all other sessions. */
import { type FormEvent, useState } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { RequestRefused } from '../jmap/errors.ts';
import { rest } from '../jmap/rest.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import styles from './settings.module.css';

/** In characters, as the server counts them. */
const shortest = 8;
const longest = 1024;

export function Password() {
  const t = useText();
  const { session } = useStore();
  const errorText = useErrorText();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [problems, setProblems] = useState<{ current?: string; fresh?: string; again?: string }>({});
  const [isPending, setPending] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(current === '' ? { current: t('signin.passwordMissing') } : {}),
      ...([...fresh].length < shortest ? { fresh: t('settings.passwordShort', { count: shortest }) } : {}),
      ...([...fresh].length > longest ? { fresh: t('settings.passwordLong', { count: longest }) } : {}),
      ...(fresh !== again ? { again: t('settings.passwordDiffers') } : {}),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setPending(true);
    try {
      await rest('/me', { method: 'PATCH', json: { currentPassword: current, newPassword: fresh } });
      for (const clear of [setCurrent, setFresh, setAgain]) clear('');
      toast(t('settings.passwordChanged'));
    } catch (error) {
      const { what, why } = errorText(error);
      if (error instanceof RequestRefused && error.status === 403) setProblems({ current: why ?? t('settings.passwordWrong') });
      else setProblems({ fresh: why ?? what });
    } finally {
      setPending(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={save} noValidate>
      <p className={styles.note}>{t('settings.passwordNote')}</p>
      <input type="text" name="username" autoComplete="username" value={session.username} readOnly hidden />
      <TextField type="password" dir="ltr" autoComplete="current-password" label={t('settings.passwordCurrent')} value={current} onChange={setCurrent} error={problems.current} />
      <TextField type="password" dir="ltr" autoComplete="new-password" label={t('settings.passwordNew')} value={fresh} onChange={setFresh} error={problems.fresh} {...(problems.fresh === undefined ? { hint: t('settings.passwordShort', { count: shortest }) } : {})} />
      <TextField type="password" dir="ltr" autoComplete="new-password" label={t('settings.passwordAgain')} value={again} onChange={setAgain} error={problems.again} />
      <div className={styles.actions}>
        <Button type="submit" kind="primary" isPending={isPending}>
          {t('settings.passwordChange')}
        </Button>
      </div>
    </form>
  );
}

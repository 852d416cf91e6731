/** Other mail programs: server names and ports, and a password for each. */
import { AppWindow, Copy, Trash2 } from 'lucide-react';
import { type FormEvent, useCallback, useState } from 'react';
import type { AppPassword, AppPasswordCreated, Connections, ConnectionServer } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { useUnsaved } from '../app/leaving.ts';
import { RequestRefused } from '../jmap/errors.ts';
import { rest } from '../jmap/rest.ts';
import { useStore } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { AlertDialog } from '../ui/dialog.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { withoutBidiControls } from '../ui/name-parts.ts';
import { TabPanel, Tabs } from '../ui/tabs.tsx';
import { toast } from '../ui/toast.tsx';
import { isTooLong, longestName } from './longest-name.ts';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { useLoading } from './use-loading.ts';

const clients = ['outlook', 'thunderbird', 'apple', 'android', 'other'] as const;

export function Programs() {
  const t = useText();
  const [connections, setConnections] = useState<Connections>();
  // Where they do not come, the page of the server shows them too.
  useLoading(useCallback(async () => setConnections(await rest<Connections>('/me/connections')), []));
  return (
    <div className={styles.form}>
      <p className={styles.note}>{t('settings.programsNote')}</p>
      <AppPasswords />
      <section className={styles.group}>
        <h2>{t('settings.setUp')}</h2>
        <Tabs label={t('settings.setUp')} tabs={clients.map((id) => ({ id, name: t(`settings.client.${id}`) }))}>
          {clients.map((id) => (
            <TabPanel key={id} id={id}>
              <p>{t(`settings.clientHow.${id}`)}</p>
            </TabPanel>
          ))}
        </Tabs>
        {connections ? <Servers connections={connections} /> : <a href="/connect">{t('signin.programs')}</a>}
      </section>
    </div>
  );
}

function Servers({ connections }: { readonly connections: Connections }) {
  const t = useText();
  const rows: readonly (readonly [string, ConnectionServer | null])[] = [
    [t('settings.imap'), connections.imap],
    [t('settings.pop3'), connections.pop3],
    [t('settings.smtp'), connections.submission],
  ];
  return (
    <>
      <p>{t.rich('settings.userName', { user: <bdi dir="ltr">{connections.user}</bdi> })}</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('settings.protocol')}</th>
            <th scope="col">{t('settings.server')}</th>
            <th scope="col">{t('settings.port')}</th>
            <th scope="col">{t('settings.encryption')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(
            ([name, server]) =>
              server && (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <bdi dir="ltr">{server.host}</bdi>
                  </td>
                  <td>{server.port}</td>
                  <td>{t(`settings.tls.${server.tls}`)}</td>
                </tr>
              ),
          )}
        </tbody>
      </table>
    </>
  );
}

function AppPasswords() {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  const [passwords, setPasswords] = useState<readonly AppPassword[]>();
  const [label, setLabel] = useState('');
  const [made, setMade] = useState<AppPasswordCreated>();
  const [removed, setRemoved] = useState<AppPassword>();
  const [problem, setProblem] = useState<string>();
  useUnsaved(label.trim() !== '');
  const { error, load } = useLoading(useCallback(async () => setPasswords((await rest<{ items: AppPassword[] }>('/me/app-passwords')).items), []));
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (label.trim() === '') return setProblem(t('settings.appPasswordLabelMissing'));
    if (isTooLong(label)) return setProblem(t('settings.tooLong', { count: longestName }));
    setProblem(undefined);
    try {
      setMade(await rest<AppPasswordCreated>('/me/app-passwords', { method: 'POST', json: { label: label.trim() } }));
      setLabel('');
      load();
    } catch (error) {
      store.failed(error);
      const { what, why } = errorText(error);
      if (error instanceof RequestRefused && error.status === 422) setProblem(why ?? what);
      else toast(why ?? what, { kind: 'failed' });
    }
  };
  const remove = async (id: string) => {
    setRemoved(undefined);
    try {
      await rest(`/me/app-passwords/${id}`, { method: 'DELETE' });
    } catch (error) {
      toast(errorText(error).what, { kind: 'failed' });
    }
    if (made?.id === id) setMade(undefined);
    load();
  };
  return (
    <section className={styles.group}>
      <h2>{t('settings.appPasswords')}</h2>
      <p className={styles.note}>{t('settings.appPasswordsNote')}</p>
      {made && (
        <Banner
          kind="ok"
          live="status"
          onDismiss={() => setMade(undefined)}
          actions={
            <Button icon={Copy} onPress={() => void navigator.clipboard.writeText(made.password).then(() => toast(t('settings.copied')))}>
              {t('settings.copy')}
            </Button>
          }
        >
          <p>{t('settings.appPasswordMade', { name: withoutBidiControls(made.label) })}</p>
          <p className={styles.secret} dir="ltr">
            {made.password}
          </p>
        </Banner>
      )}
      <form className={styles.form} onSubmit={make}>
        <TextField label={t('settings.appPasswordLabel')} value={label} onChange={setLabel} error={problem} placeholder={t('settings.appPasswordExample')} />
        <div className={styles.actions}>
          <Button type="submit" kind="primary">
            {t('settings.appPasswordMake')}
          </Button>
        </div>
      </form>
      {!passwords && <NotLoaded rows={1} error={error} load={load} />}
      <ul className={styles.list}>
        {passwords?.map((password) => {
          const { id, label, createdAt, lastUsedAt } = password;
          const name = withoutBidiControls(label);
          return (
            <li key={id} className={styles.item}>
              <Icon of={AppWindow} size={24} />
              <div className={styles.grow}>
                <strong dir="auto">{name}</strong>
                <span className={styles.detail}>
                  {t('settings.madeOn', { date: format.date(createdAt) })}
                  {' · '}
                  {lastUsedAt === null ? t('settings.neverUsed') : t('settings.lastUsed', { time: format.dateTime(lastUsedAt) })}
                </span>
              </div>
              <IconButton icon={Trash2} label={t('ui.remove', { name })} onPress={() => setRemoved(password)} />
            </li>
          );
        })}
      </ul>
      {removed && (
        <AlertDialog title={t('settings.appPasswordRemove', { name: withoutBidiControls(removed.label) })} isOpen danger confirm={t('settings.appPasswordRemoveDo')} onConfirm={() => void remove(removed.id)} onCancel={() => setRemoved(undefined)}>
          {t('settings.appPasswordRemoveMeans')}
        </AlertDialog>
      )}
    </section>
  );
}

/** Signing in: the session becomes a cookie that script cannot read. A demonstration names its accounts. */
import { Eye, EyeOff, LogIn } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ServerDescription } from './server-description.ts';
import { fetchServer } from './server-description.ts';
import type { SignedIn } from '../../../openapi/generated/jmap.ts';
import { RequestRefused } from '../../jmap/errors.ts';
import { Store } from '../../store/index.ts';
import { userKey } from '../../store/names.ts';
import { rest } from '../../jmap/rest.ts';
import { type Language, languageNames, languages, type Translate, useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useErrorText } from '../error-text.ts';
import { homePath } from '../paths.ts';
import styles from './sign-in-page.module.css';

interface SignInPageProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

export function SignInPage({ language, onLanguage }: SignInPageProps) {
  const t = useText();
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const [server, setServer] = useState<ServerDescription>();
  const passwordField = useRef<HTMLInputElement>(null);
  const other = localStorage.getItem(userKey);
  // Whose session has ended comes back as who they were.
  const [known] = useState(() => (params.has('expired') ? (other ?? '') : ''));
  const [user, setUser] = useState(known);
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [isPending, setPending] = useState(false);
  const [missing, setMissing] = useState<{ readonly user?: string; readonly password?: string }>({});
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    fetchServer().then(setServer, () => {}); // without it the page signs in all the same
  }, []);
  useEffect(() => {
    document.title = `${t('signin.title')} · ${t('shell.product')}`;
  }, [t]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacking = { ...(user.trim() === '' ? { user: t('signin.addressMissing') } : {}), ...(password === '' ? { password: t('signin.passwordMissing') } : {}) };
    setMissing(lacking);
    setProblem(undefined);
    if (Object.keys(lacking).length > 0) return;
    setPending(true);
    try {
      const signedIn = await rest<SignedIn>('/session', { method: 'POST', json: { user: user.trim(), password } });
      await Store.rememberUser(signedIn.user);
      // What another person has left open here is not for this one.
      navigate(other === null || other === signedIn.user ? ownPath(params.get('to')) : homePath, { replace: true });
    } catch (error) {
      setProblem(wordsOf(t, error) ?? errorText(error).what);
      setPending(false);
    }
  };

  const choose = (address: string) => {
    setUser(address);
    setMissing({});
    passwordField.current?.focus();
  };
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <img className={styles.logo} src="/icons/icon.svg" alt="" width={48} height={48} />
        <h1 className={styles.title}>{t('signin.title')}</h1>
        <p className={styles.lead}>{t('signin.lead')}</p>
        {params.has('expired') && problem === undefined && <Banner kind="info">{t('signin.expired')}</Banner>}
        {params.has('signed-out') && problem === undefined && <Banner kind="info">{t('signin.signedOut')}</Banner>}
        {params.has('replaced') && other !== null && problem === undefined && (
          <Banner
            kind="warn"
            actions={
              <Button kind="quiet" onPress={() => navigate(homePath, { replace: true })}>
                {t('signin.enterAs', { name: other })}
              </Button>
            }
          >
            {t('signin.replaced', { name: other })}
          </Banner>
        )}
        <form className={styles.form} onSubmit={submit} noValidate>
          {problem !== undefined && (
            <Banner kind="danger" live="alert">
              {problem}
            </Banner>
          )}
          <TextField
            label={t('signin.address')}
            name="username"
            type="email"
            dir="ltr"
            autoComplete="username"
            value={user}
            onChange={setUser}
            error={missing.user}
            autoFocus={known === ''}
            inputProps={{ enterKeyHint: 'next' }}
          />
          <TextField
            label={t('signin.password')}
            name="password"
            type={isShown ? 'text' : 'password'}
            dir="ltr"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            error={missing.password}
            autoFocus={known !== ''}
            inputRef={passwordField}
            inputProps={{ enterKeyHint: 'go' }}
            end={<IconButton icon={isShown ? EyeOff : Eye} label={t(isShown ? 'signin.hidePassword' : 'signin.showPassword')} size="small" onPress={() => setShown(!isShown)} />}
          />
          <Button kind="primary" type="submit" icon={LogIn} isPending={isPending} className={styles.submit}>
            {t(isPending ? 'signin.submitting' : 'signin.submit')}
          </Button>
        </form>
        {server?.demonstration && (
          <section className={styles.demonstration} aria-labelledby="demonstration">
            <p id="demonstration">{t('signin.demonstration')}</p>
            <ul>
              {server.demonstration.addresses.map((address) => (
                <li key={address}>
                  <button type="button" className={styles.account} onClick={() => choose(address)} aria-label={t('signin.enterAs', { name: address })}>
                    <bdi dir="ltr">{address}</bdi>
                  </button>
                </li>
              ))}
            </ul>
            <p className={styles.note}>{t.rich('signin.demonstrationPassword', { path: <bdi dir="ltr" className={styles.path}>{server.demonstration.passwordFile}</bdi> })}</p>
          </section>
        )}
        <p className={styles.note}>{t('signin.forgotten')}</p>
      </div>
      <nav className={styles.languages} aria-label={t('shell.language')}>
        {languages.map((one) => (
          <button key={one} type="button" lang={one} className={styles.language} aria-current={one === language ? 'true' : undefined} onClick={() => onLanguage(one)}>
            {languageNames[one]}
          </button>
        ))}
        <a href="/connect">{t('signin.programs')}</a>
      </nav>
    </main>
  );
}

/** Only a place inside this client: the address of the page comes from anybody. */
function ownPath(to: string | null): string {
  return to !== null && /^\/(?:mail|search|settings|compose)(?:[/?]|$)/.test(to) ? to : homePath;
}

function wordsOf(t: Translate, error: unknown): string | undefined {
  if (!(error instanceof RequestRefused) && !(error instanceof Error && error.name === 'SignedOut')) return undefined;
  if (!(error instanceof RequestRefused)) return t('signin.wrong');
  if (error.type === 'accountDisabled') return t('signin.disabled');
  if (error.type === 'tooManyAttempts') return t('signin.tooMany', { count: Math.max(1, Math.ceil((error.retryAfterMs ?? 60_000) / 60_000)) });
  return error.message;
}

/** What the person's own menu holds: details, look, language, signing out. */
import { KeyRound, LogOut, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Unreachable } from '../../jmap/errors.ts';
import { saveEverywhere } from '../../mail/composer/save-everywhere.ts';
import { useStore } from '../../store/index.ts';
import { languageNames, languages, useText } from '../../text/index.ts';
import { AlertDialog } from '../../ui/dialog.tsx';
import type { LazyMenuPopover } from '../../ui/lazy-menu.ts';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useErrorText } from '../error-text.ts';
import { leave } from '../leaving.ts';
import { settingsPath } from '../paths.ts';
import { type Preferences, usePreferences } from '../preferences.tsx';

export function AccountMenuItems({ popover }: { readonly popover: LazyMenuPopover }) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  const { preferences, change } = usePreferences();
  /** What would be lost by signing out now. */
  const [lost, setLost] = useState<'changes' | 'drafts'>();
  const { username } = store.session;

  const set = (patch: Partial<Preferences>) => {
    change(patch).catch((error: unknown) => toast(errorText(error).what, { kind: 'failed' }));
  };
  /** Whoever leaves a shared computer has to know. */
  const stillSignedIn = () => void toast(t('shell.signOutOffline'), { kind: 'failed', durationMs: 20_000 });
  const askToSignOut = async () => {
    if (!navigator.onLine) return stillSignedIn();
    // What is being written is saved first, which may take a moment.
    const end = toast(t('shell.signingOut'), { durationMs: Number.POSITIVE_INFINITY });
    const isSaved = await saveEverywhere(store);
    if (isSaved && store.outbox.length === 0) return signOut(end);
    end();
    setLost(isSaved ? 'changes' : 'drafts');
  };
  const signOut = async (end = toast(t('shell.signingOut'), { durationMs: Number.POSITIVE_INFINITY })) => {
    setLost(undefined);
    try {
      await store.signOut();
      location.assign('/sign-in?signed-out');
    } catch (error) {
      end();
      if (error instanceof Unreachable) stillSignedIn();
      else toast(errorText(error).what, { kind: 'failed' });
    }
  };

  return (
    <>
      <Menu placement="bottom end" popover={popover} autoFocus="first" onClose={() => popover.onOpenChange(false)} aria-label={t('shell.account')}>
        <MenuSection title={username}>
          <MenuItem icon={UserRound} onAction={() => navigate(settingsPath('profile'))}>
            {t('shell.details')}
          </MenuItem>
          <MenuItem icon={KeyRound} onAction={() => navigate(settingsPath('password'))}>
            {t('shell.password')}
          </MenuItem>
        </MenuSection>
        <MenuSeparator />
        <MenuSection
          title={t('shell.theme')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[preferences.theme]}
          onSelectionChange={(keys) => set({ theme: [...keys][0] as Preferences['theme'] })}
        >
          <MenuItem id="light">{t('shell.themeLight')}</MenuItem>
          <MenuItem id="dark">{t('shell.themeDark')}</MenuItem>
          <MenuItem id="system">{t('shell.themeSystem')}</MenuItem>
        </MenuSection>
        <MenuSection
          title={t('shell.density')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[preferences.density]}
          onSelectionChange={(keys) => set({ density: [...keys][0] as Preferences['density'] })}
        >
          <MenuItem id="comfortable">{t('shell.densityComfortable')}</MenuItem>
          <MenuItem id="compact">{t('shell.densityCompact')}</MenuItem>
        </MenuSection>
        <MenuSection
          title={t('shell.language')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[preferences.language]}
          onSelectionChange={(keys) => set({ language: [...keys][0] as Preferences['language'] })}
        >
          {languages.map((language) => (
            <MenuItem key={language} id={language} textValue={languageNames[language]}>
              <span lang={language}>{languageNames[language]}</span>
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSeparator />
        <MenuItem icon={LogOut} onAction={() => leave(() => void askToSignOut())}>
          {t('shell.signOut')}
        </MenuItem>
      </Menu>
      <AlertDialog
        title={t(lost === 'drafts' ? 'shell.unsavedDraftTitle' : 'shell.unsentTitle')}
        isOpen={lost !== undefined}
        danger
        confirm={t('shell.signOut')}
        onConfirm={() => void signOut()}
        onCancel={() => setLost(undefined)}
      >
        {t(lost === 'drafts' ? 'shell.unsavedDraft' : 'shell.unsent')}
      </AlertDialog>
    </>
  );
}

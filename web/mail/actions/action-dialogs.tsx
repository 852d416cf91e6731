/** What actions ask, and what of them is still running. Once on the page. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { dropKeys } from '../../app/held-keys.ts';
import { useErrorText } from '../../app/error-text.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useStore } from '../../store/index.ts';
import { laterRoom, useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { AlertDialog, Dialog } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import { makeFolder } from '../folders/folder-actions.ts';
import styles from './action-dialogs.module.css';
import { FolderPicker } from './folder-picker.tsx';
import { commonLabels, labelsAmong } from './labels.ts';
import { rememberFolder } from './recent-folders.ts';
import { type Progress, closeRequest, usePresentRequest } from './requests.ts';
import { runAction } from './run-action.ts';
import { countOf, isWholeList, rowsOf, type Target } from './selection.ts';
import { useMailActions } from './use-mail-actions.ts';

const FolderDialog = lazy(() => laterRoom(import('../folders/folder-dialogs.tsx')).then(({ FolderDialog }) => ({ default: FolderDialog })));

export function ActionDialogs() {
  const { request, progress } = usePresentRequest();
  return (
    <>
      {request?.kind === 'pick' && <MovePicker target={request.target} isCopy={request.isCopy} />}
      {request?.kind === 'label' && <LabelPicker target={request.target} />}
      {request?.kind === 'destroy' && <ConfirmDestroy target={request.target} />}
      {request?.kind === 'empty' && (
        <Suspense>
          <FolderDialog question={request} onClose={closeRequest} />
        </Suspense>
      )}
      {progress && <ProgressBar progress={progress} />}
    </>
  );
}

function MovePicker({ target, isCopy }: { readonly target: Target; readonly isCopy: boolean }) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const actions = useMailActions();
  return (
    <FolderPicker
      title={t(isCopy ? 'list.copyTitle' : 'list.moveTitle')}
      accountId={target.accountId}
      allAccounts
      withRecent
      whyNot={({ id }, accountId) => actions.whyNot(target, { kind: isCopy ? 'copy' : 'move', accountId, mailboxId: id })}
      onPick={(place) => {
        closeRequest();
        rememberFolder(place);
        if (isCopy) actions.copy(target, place);
        else actions.move(target, place);
      }}
      onCreate={async (name) => {
        try {
          return { accountId: store.ownAccountId, mailboxId: await makeFolder(store, t, store.ownAccountId, name, null) };
        } catch (error) {
          const { what, why } = errorText(error);
          toast(why ?? what, { kind: 'failed' });
          return undefined;
        }
      }}
      onClose={closeRequest}
    />
  );
}

function LabelPicker({ target }: { readonly target: Target }) {
  const t = useText();
  const store = useStore();
  const actions = useMailActions();
  const rows = isWholeList(target) ? [] : rowsOf(store, target);
  const [before] = useState(() => {
    const counts = new Map<string, number>();
    for (const { keywords } of rows) for (const keyword of Object.keys(keywords)) counts.set(keyword, (counts.get(keyword) ?? 0) + 1);
    return counts;
  });
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  useEffect(dropKeys, []);
  const present = Object.fromEntries([...before.keys()].map((keyword) => [keyword, true as const]));
  const labels = [...commonLabels(t), ...labelsAmong(t, present).filter(({ keyword }) => !keyword.startsWith('$'))];
  const done = () => {
    closeRequest();
    for (const [keyword, on] of changed) actions.setKeyword(target, keyword, on);
  };
  return (
    <Dialog
      title={t('list.labelTitle')}
      isOpen
      onClose={closeRequest}
      size="small"
      actions={
        <Button kind="primary" onPress={done}>
          {t('list.apply')}
        </Button>
      }
    >
      <form
        className={styles.labels}
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.requestSubmit()}
      >
        {labels.map(({ keyword, name, hue }, place) => {
          const count = before.get(keyword) ?? 0;
          const isOn = changed.get(keyword) ?? (count > 0 && count === rows.length);
          return (
            <Checkbox key={keyword} autoFocus={place === 0} isSelected={isOn} isIndeterminate={!changed.has(keyword) && count > 0 && count < rows.length} onChange={(on) => setChanged(new Map(changed).set(keyword, on))}>
              <span className={styles.label}>
                <span className={styles.colour} style={{ '--hue': hue }} />
                <bdi>{name}</bdi>
              </span>
            </Checkbox>
          );
        })}
      </form>
    </Dialog>
  );
}

function ConfirmDestroy({ target }: { readonly target: Target }) {
  const t = useText();
  const store = useStore();
  const { conversations } = usePreferences().preferences;
  const { unit, count } = countOf(store, target, conversations);
  useEffect(dropKeys, []);
  const hasTrash = store.replica(target.accountId).folderByRole('trash') !== undefined;
  return (
    <AlertDialog
      title={t('list.destroyTitle')}
      isOpen
      danger
      confirm={t('list.destroy')}
      onConfirm={() => {
        closeRequest();
        void runAction({ store, t, byConversations: conversations }, target, { kind: 'destroy' });
      }}
      onCancel={closeRequest}
    >
      <p>{t(`list.destroyText.${unit}`, { count })}</p>
      {!hasTrash && <p>{t('list.destroyNoTrash')}</p>}
    </AlertDialog>
  );
}

/** Large actions take their time; the page can be used meanwhile. */
function ProgressBar({ progress: { done, total, cancel } }: { readonly progress: Progress }) {
  const t = useText();
  const text = t('list.progress', { done, total });
  return (
    <div className={styles.progress}>
      <progress max={Math.max(1, total)} value={done} aria-label={text} className={styles.bar} />
      <span>{text}</span>
      <Button kind="quiet" onPress={cancel}>
        {t('list.stop')}
      </Button>
    </div>
  );
}

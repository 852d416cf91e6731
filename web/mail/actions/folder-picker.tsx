/** A dialog with all folders, narrowed by typing: the way to move things without a mouse. */
import { FolderPlus, FolderTree, type LucideIcon, Users } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { giveKeys } from '../../app/held-keys.ts';
import { type Folder, useFolders, useSharedAccounts, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type FolderChoice, folded, folderChoices } from './folder-choices.ts';
import { folderIcon, isShared } from './folder-icon.ts';
import styles from './folder-picker.module.css';
import { type FolderPlace, recentFolders } from './recent-folders.ts';

export interface FolderPickerProps {
  readonly title: string;
  /** Where what is moved is now: its account comes first. */
  readonly accountId: string;
  /** Whether the folders of other accounts can be chosen too. */
  readonly allAccounts?: boolean;
  readonly withRecent?: boolean;
  /** Why a folder cannot be chosen; undefined where it can. */
  readonly whyNot: (folder: Folder, accountId: string) => string | undefined;
  /** An entry before all folders: the top of the tree. */
  readonly top?: { readonly name: string; readonly onPick: () => void };
  readonly onPick: (place: FolderPlace) => void;
  /** Makes a folder at the top and hands back where it is. Absent: none can be made. */
  readonly onCreate?: (name: string) => Promise<FolderPlace | undefined>;
  readonly onClose: () => void;
}

interface Entry {
  readonly key: string;
  readonly name: string;
  /** Names of the folders that it lies in, the outermost first. */
  readonly path: readonly string[];
  readonly icon: LucideIcon;
  readonly isShared: boolean;
  readonly group: string;
  readonly unavailable: string | undefined;
  pick(): void;
}

export function FolderPicker(props: FolderPickerProps) {
  const { title, accountId, allAccounts = false, onClose } = props;
  const shared = useSharedAccounts();
  const own = useStore().ownAccountId;
  const others = allAccounts ? [own, ...shared.map(({ id }) => id)].filter((id) => id !== accountId) : [];
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <WithFolders accountIds={[accountId, ...others]}>{(folders) => <Picker {...props} folders={folders} />}</WithFolders>
    </Dialog>
  );
}

/** Gathers the folders of any number of accounts, as they become known. */
function WithFolders({ accountIds, children }: { readonly accountIds: readonly string[]; readonly children: (folders: ReadonlyMap<string, readonly Folder[]>) => ReactNode }) {
  const [first, ...rest] = accountIds;
  const folders = useFolders(first ?? '');
  if (first === undefined) return children(new Map());
  if (rest.length === 0) return children(new Map(folders ? [[first, folders]] : []));
  return <WithFolders accountIds={rest}>{(others) => children(new Map([...(folders ? [[first, folders] as const] : []), ...others]))}</WithFolders>;
}

function Picker({ accountId, whyNot, top, withRecent = false, onPick, onCreate, folders }: FolderPickerProps & { readonly folders: ReadonlyMap<string, readonly Folder[]> }) {
  const t = useText();
  const { locale } = useFormat();
  const store = useStore();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setAt] = useState<number>();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    input.current?.focus();
    giveKeys();
  }, []);

  const entries = useMemo(() => {
    const words = folded(typed).split(/\s+/).filter(Boolean);
    const matches = (choice: FolderChoice) => words.every((word) => folded([...choice.path, choice.name].join(' ')).includes(word));
    // Beside its own name the folder need not be named again.
    const reasonOf = ({ folder, name }: FolderChoice, of: string) => {
      const reason = whyNot(folder, of);
      return reason === t('list.alreadyThere', { folder: name }) ? t('list.alreadyHere') : reason;
    };
    const named = (choice: FolderChoice, of: string, group: string, prefix: string): Entry => ({
      key: `${prefix}${of} ${choice.folder.id}`,
      name: choice.name,
      path: choice.path,
      icon: folderIcon(choice.folder),
      isShared: isShared(choice.folder),
      group,
      unavailable: reasonOf(choice, of),
      pick: () => onPick({ accountId: of, mailboxId: choice.folder.id }),
    });
    const all: Entry[] = [];
    const recent: Entry[] = [];
    for (const [of, its] of folders) {
      const choices = folderChoices(t, locale, its);
      const group = of === accountId || of === store.ownAccountId ? t('list.allFolders') : (store.owners.nameOf(of) || (store.session.accounts[of]?.name ?? ''));
      all.push(...choices.filter(matches).map((choice) => named(choice, of, group, '')));
      if (!withRecent || words.length > 0) continue;
      for (const place of recentFolders()) {
        const choice = place.accountId === of ? choices.find(({ folder }) => folder.id === place.mailboxId) : undefined;
        if (choice && whyNot(choice.folder, of) === undefined) recent.push(named(choice, of, t('list.recentFolders'), 'recent '));
      }
    }
    const first: Entry[] = top && words.length === 0 ? [{ key: 'top', name: top.name, path: [], icon: FolderTree, isShared: false, group: '', unavailable: undefined, pick: top.onPick }] : [];
    const name = typed.trim();
    const isTaken = all.some((entry) => folded(entry.name) === folded(name));
    const created: Entry[] =
      onCreate && name !== '' && !isTaken
        ? [{ key: 'new', name: t('list.createFolder', { name }), path: [], icon: FolderPlus, isShared: false, group: '', unavailable: undefined, pick: () => void onCreate(name).then((place) => place && onPick(place)) }]
        : [];
    return [...first, ...recent, ...all, ...created];
  }, [typed, folders, accountId, withRecent, whyNot, top, onPick, onCreate, store, t, locale]);

  // What can be chosen comes first to hand.
  const at = chosen ?? Math.max(0, entries.findIndex(({ unavailable }) => unavailable === undefined));
  const active = Math.min(at, entries.length - 1);
  const optionId = (index: number) => `${id}-${index}`;
  useEffect(() => {
    // Returned, the promise that newer browsers give would be taken for a clean-up.
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const pick = (entry: Entry | undefined) => entry && entry.unavailable === undefined && entry.pick();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt(Math.max(0, Math.min(entries.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(entries[active]);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field inside, which keeps the focus
    <div onKeyDown={onKeyDown} className={styles.picker}>
      <SearchField
        label={t('list.findFolder')}
        inputRef={input}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setAt(undefined);
        }}
        aria-controls={id}
        {...(active >= 0 ? { 'aria-activedescendant': optionId(active) } : {})}
      />
      {entries.length === 0 && <p className={styles.none}>{t('list.noFolder')}</p>}
      <div id={id} ref={list} role="listbox" aria-label={t('list.allFolders')} tabIndex={-1} className={styles.list}>
        {entries.map((entry, index) => (
          <div key={entry.key} role="presentation">
            {entry.group !== '' && entry.group !== entries[index - 1]?.group && <div className={styles.group}>{entry.group}</div>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
            <div
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              aria-disabled={entry.unavailable !== undefined}
              className={styles.option}
              onPointerMove={() => setAt(index)}
              onClick={() => pick(entry)}
            >
              <Icon of={entry.icon} size={18} className={styles.icon} />
              <span className={styles.name} dir="auto">
                {entry.name}
              </span>
              {entry.isShared && (
                <span role="img" aria-label={t('folders.isShared')} className={styles.icon}>
                  <Icon of={Users} size={14} />
                </span>
              )}
              {/* The way runs as the page does; each name in it is cut at its own end. */}
              <span className={styles.path}>
                {(entry.unavailable === undefined ? entry.path : [entry.unavailable]).map((name, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: folders of one name may lie in each other
                  <Fragment key={place}>
                    {place > 0 && <span>›</span>}
                    <span className={styles.step} dir="auto">
                      {name}
                    </span>
                  </Fragment>
                ))}
              </span>
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

import { Archive, ArrowLeft, Flag, Inbox, MailOpen, Paperclip, Reply, Send, Settings, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useFormat, useText } from '../../text/index.ts';
import { Address } from '../address.tsx';
import { LiveRegion } from '../announce.tsx';
import { Avatar } from '../avatar.tsx';
import { Banner } from '../banner.tsx';
import { Button, IconButton } from '../button.tsx';
import { Checkbox } from '../checkbox.tsx';
import { Chip, Tag } from '../chip.tsx';
import { Option, Select } from '../choice.tsx';
import { Combo } from '../combo.tsx';
import { AlertDialog, Dialog, Sheet } from '../dialog.tsx';
import { SearchField, TextArea, TextField } from '../field.tsx';
import { FileName } from '../file-name.tsx';
import { useWidth } from '../media.ts';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger, SubmenuTrigger } from '../menu.tsx';
import { Skeleton } from '../skeleton.tsx';
import { EmptyState, ErrorState } from '../state.tsx';
import { TabPanel, Tabs } from '../tabs.tsx';
import { toast, ToastRegion } from '../toast.tsx';
import { Radio, RadioGroup, Switch } from '../toggle.tsx';
import styles from './gallery.module.css';
import { GridExample } from './grid-example.tsx';

const people = ['Amina Benali', 'كريم بوعلام', 'Jean-Luc Martin', 'Zoé Étienne', 'العربي سليم', 'support@example.dz', '123'];

export function Gallery({ rows }: { readonly rows: number }) {
  const t = useText();
  const format = useFormat();
  const width = useWidth();
  const [open, setOpen] = useState<'dialog' | 'alert' | 'sheet' | null>(null);
  const [undone, setUndone] = useState(0);
  const [on, setOn] = useState(true);
  const close = (): void => setOpen(null);
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>{t('shell.product')}</h1>
      <section className={styles.row} aria-label="buttons">
        <Button kind="primary" icon={Send}>{t('signin.submit')}</Button>
        <Button>{t('ui.cancel')}</Button>
        <Button kind="quiet">{t('ui.undo')}</Button>
        <Button kind="danger" icon={Trash2} onPress={() => setOpen('alert')}>{t('ui.clear')}</Button>
        <Button isPending>{t('ui.loading')}</Button>
        <Button unavailable={t('errors.forbidden')}>{t('shell.settings')}</Button>
        <IconButton icon={ArrowLeft} label={t('ui.close')} shortcut="u" />
        <IconButton icon={Reply} label={t('ui.retry')} badge={3} />
        <IconButton icon={Flag} label={t('ui.undo')} filled size="small" unavailable={t('errors.forbidden')} />
        <MenuTrigger>
          <IconButton icon={Settings} label={t('shell.menu')} />
          <Menu selectionMode="none">
            <MenuItem id="archive" icon={Archive} shortcut="E">{t('shell.mail')}</MenuItem>
            <MenuItem id="read" icon={MailOpen} unavailable={t('errors.forbidden')}>{t('folders.archive')}</MenuItem>
            <SubmenuTrigger>
              <MenuItem id="more" icon={Inbox}>{t('folders.inbox')}</MenuItem>
              <Menu><MenuItem id="deep">{t('folders.sent')}</MenuItem></Menu>
            </SubmenuTrigger>
            <MenuSeparator />
            <MenuSection title={t('shell.theme')} selectionMode="single" selectedKeys={['dark']}>
              <MenuItem id="light">{t('shell.themeLight')}</MenuItem>
              <MenuItem id="dark">{t('shell.themeDark')}</MenuItem>
            </MenuSection>
            <MenuItem id="delete" icon={Trash2} danger>{t('ui.clear')}</MenuItem>
          </Menu>
        </MenuTrigger>
        <Button onPress={() => setOpen('dialog')}>{t('shell.account')}</Button>
        <Button onPress={() => setOpen('sheet')}>{t('shell.menu')}</Button>
        <Button onPress={() => toast(t('errors.conflict'), { action: { label: t('ui.undo'), onPress: () => setUndone((times) => times + 1) } })}>{t('ui.notifications')}</Button>
        <output data-testid="undone">{format.number(undone)}</output>
      </section>
      <section className={styles.columns} aria-label="fields">
        <TextField label={t('signin.address')} type="email" dir="ltr" isRequired defaultValue="amina@example.dz" />
        <TextField label={t('signin.password')} type="password" error={t('signin.wrong')} />
        <TextArea label={t('shell.keys')} hint={t('signin.lead')} />
        <SearchField label={t('shell.searchMail')} />
        <Select label={t('shell.language')} defaultSelectedKey="ar">
          <Option id="fr" detail="fr">Français</Option>
          <Option id="ar">العربية</Option>
        </Select>
        <Combo label={t('folders.inbox')}>
          {people.map((name) => <Option key={name} id={name}>{name}</Option>)}
        </Combo>
        <div>
          <Switch isSelected={on} onChange={setOn}>{t('signin.showPassword')}</Switch>
          <Switch isDisabled>{t('shell.offline')}</Switch>
          <Checkbox defaultSelected>{t('signin.showPassword')}</Checkbox>
          <Checkbox isIndeterminate>{t('shell.mail')}</Checkbox>
        </div>
        <RadioGroup label={t('shell.density')} defaultValue="a">
          <Radio value="a">{t('shell.densityComfortable')}</Radio>
          <Radio value="b">{t('shell.densityCompact')}</Radio>
        </RadioGroup>
      </section>
      <section className={styles.row} aria-label="marks">
        <Chip isSelected>{t('shell.mail')}</Chip>
        <Chip icon={Paperclip}>{t('folders.archive')}</Chip>
        <Tag name="Projet" hue={200} />
        <Tag name="مشروع الميزانية" hue={25} onRemove={close} />
        <Tag name="Facture" />
        {people.map((name) => <Avatar key={name} name={name} />)}
        <span className={styles.narrow}><FileName name={'تقرير الميزانية السنوية النهائي \u202efdp.exe'} /></span>
        <span className={styles.narrow}><FileName name="rapport-annuel-définitif-version-3.pdf" /></span>
        <Address address="amina@example.dz" />
        <span>{format.fullDate('2026-03-05T14:07:00Z')}</span>
        <span>{format.size(1_540_000)}</span>
        <span data-testid="width">{width}</span>
      </section>
      <section className={styles.stack} aria-label="banners">
        <Banner>{t('shell.update')}</Banner>
        <Banner kind="ok" onDismiss={close}>{t('shell.update')}</Banner>
        <Banner kind="warn" actions={<Button kind="quiet">{t('ui.retry')}</Button>}>{t('shell.offlineChanges', { count: 3 })}</Banner>
        <Banner kind="danger">{t('errors.overQuota')}</Banner>
      </section>
      <Tabs label={t('shell.rooms')} tabs={[{ id: 'a', name: t('shell.mail') }, { id: 'b', name: t('folders.inbox') }]}>
        <TabPanel id="a">{t.rich('shell.accountOf', { name: <strong>Amina</strong> })}</TabPanel>
        <TabPanel id="b">{t('shell.accountOf', { name: 'Amina' })}</TabPanel>
      </Tabs>
      <section className={styles.columns} aria-label="states">
        <EmptyState icon={Inbox} title={t('ui.noMatch')} action={<Button>{t('shell.reload')}</Button>}>{t('shell.notFound')}</EmptyState>
        <ErrorState onRetry={close}>{t('errors.unexpected')}</ErrorState>
        <Skeleton rows={3} avatar />
      </section>
      <GridExample count={rows} />
      <Dialog title={t('shell.account')} isOpen={open === 'dialog'} onClose={close} actions={<Button kind="primary" onPress={close}>{t('ui.close')}</Button>}>
        <TextField label={t('signin.address')} />
      </Dialog>
      <AlertDialog title={t('errors.title')} danger confirm={t('ui.clear')} isOpen={open === 'alert'} onConfirm={close} onCancel={close}>{t('errors.conflict')}</AlertDialog>
      <Sheet title={t('shell.menu')} isOpen={open === 'sheet'} onClose={close}>{t('shell.notFound')}</Sheet>
      <ToastRegion />
      <LiveRegion />
    </main>
  );
}

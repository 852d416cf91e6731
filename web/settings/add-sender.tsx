/** A further sender: one of the addresses that this person may write from, under a name. */
import { type FormEvent, useCallback, useId, useState } from 'react';
import type { Identity, OwnAddress, OwnAddressList } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { SetFailed } from '../jmap/errors.ts';
import { rest } from '../jmap/rest.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Option, Select } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { isTooLong, longestName } from './longest-name.ts';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { useLoading } from './use-loading.ts';

export interface AddSenderProps {
  /** Those that there are already. */
  readonly identities: readonly Identity[];
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

interface Problem {
  readonly field: 'address' | 'name' | undefined;
  readonly text: string;
}

export function AddSender({ identities, onAdded, onClose }: AddSenderProps) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const formId = useId();
  const [addresses, setAddresses] = useState<readonly OwnAddress[]>();
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState(identities[0]?.name ?? '');
  const [problem, setProblem] = useState<Problem>();
  const [isPending, setPending] = useState(false);
  const loading = useLoading(useCallback(async () => setAddresses((await rest<OwnAddressList>('/me/addresses')).items), []));
  const isNew = ({ address }: OwnAddress) => !identities.some(({ email = '' }) => email.toLowerCase() === address.toLowerCase());
  // What was given by the administrator and is no sender yet is what somebody comes for: for oneself alone, if there is such.
  const address = chosen ?? (addresses?.find((one) => isNew(one) && !one.isShared) ?? addresses?.find(isNew) ?? addresses?.[0])?.address;
  const isShared = addresses?.find((one) => one.address === address)?.isShared === true;
  const errorOf = (field: Problem['field']) => (problem?.field === field ? problem?.text : undefined);

  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (address === undefined || isPending) return;
    if (isTooLong(name)) return setProblem({ field: 'name', text: t('settings.tooLong', { count: longestName }) });
    setProblem(undefined);
    setPending(true);
    try {
      const accountId = store.ownAccountId;
      const { created, notCreated } = await store.client.call('Identity/set', { accountId, create: { sender: { name: name.trim(), email: address } } });
      const refused = notCreated?.['sender'];
      if (refused) throw new SetFailed(refused);
      // It is there: whoever cannot see it yet hears of it from the server.
      await store.loadSettings(accountId, 'Identity').catch((error: unknown) => store.failed(error));
      toast(t('settings.senderAdded', { address }));
      onAdded(created?.['sender']?.id ?? '');
      onClose();
    } catch (error) {
      store.failed(error);
      setProblem(problemOf(error, address));
      setPending(false);
    }
  };
  const problemOf = (error: unknown, address: string): Problem => {
    const { what, why } = errorText(error);
    if (!(error instanceof SetFailed)) return { field: undefined, text: why ?? what };
    if (error.type === 'forbiddenFrom') return { field: 'address', text: t('settings.senderNotYours', { address }) };
    if (error.type === 'overQuota') return { field: undefined, text: t('settings.sendersFull') };
    return { field: error.properties.includes('name') ? 'name' : undefined, text: why ?? what };
  };
  const failure = errorOf(undefined);
  return (
    <Dialog
      title={t('settings.senderAddTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form={formId} kind="primary" isDisabled={address === undefined}>
            {t('settings.senderAddDo')}
          </Button>
        </>
      }
    >
      {addresses ? (
        <form id={formId} className={styles.form} onSubmit={add} noValidate>
          {failure !== undefined && (
            <Banner kind="danger" live="alert">
              {failure}
            </Banner>
          )}
          <Select label={t('settings.address')} hint={t(isShared ? 'settings.senderShared' : 'settings.senderAddressHint')} selectedKey={address ?? null} onSelectionChange={(key) => setChosen(String(key))} error={errorOf('address')}>
            {addresses.map(({ address }) => (
              <Option key={address} id={address} textValue={address}>
                <Address address={address} />
              </Option>
            ))}
          </Select>
          <TextField label={t('settings.senderName')} value={name} onChange={setName} error={errorOf('name')} />
        </form>
      ) : (
        <NotLoaded rows={2} {...loading} />
      )}
    </Dialog>
  );
}

/** Addresses that one sends from, with name, reply address and signature (Identity, RFC 8621 §6). */
import { type FormEvent, useCallback, useState } from 'react';
import type { Identity } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { useUnsaved } from '../app/leaving.ts';
import { SetFailed } from '../jmap/errors.ts';
import { addressText, parseAddresses, problemOf } from '../mail/composer/addresses.ts';
import { useIdentities, useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Radio, RadioGroup } from '../ui/toggle.tsx';
import { toast } from '../ui/toast.tsx';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { signatureHtml } from './signature-html.ts';
import { useChange } from './use-change.ts';
import { useLoading } from './use-loading.ts';

export function Identities() {
  const t = useText();
  const store = useStore();
  const { preferences, set } = useChange();
  const identities = useIdentities(store.ownAccountId);
  const isThere = identities !== undefined;
  const loading = useLoading(useCallback(async () => isThere || store.loadSettings(store.ownAccountId, 'Identity'), [store, isThere]));
  if (!identities) return <NotLoaded rows={4} {...loading} />;
  return (
    <div className={styles.form}>
      {identities.length > 1 && (
        <RadioGroup label={t('settings.defaultIdentity')} value={preferences.defaultIdentityId ?? identities[0]?.id ?? ''} onChange={(defaultIdentityId) => set({ defaultIdentityId })}>
          {identities.map(({ id, name = '', email = '' }) => (
            <Radio key={id} value={id}>
              {name} <Address address={email} />
            </Radio>
          ))}
        </RadioGroup>
      )}
      {identities.map((identity) => (
        <IdentityForm key={identity.id} identity={identity} />
      ))}
    </div>
  );
}

function IdentityForm({ identity }: { readonly identity: Identity }) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const { preferences, set } = useChange();
  const [name, setName] = useState(identity.name ?? '');
  const [replyTo, setReplyTo] = useState(identity.replyTo?.map(({ name, email }) => addressText({ name: name ?? '', email })).join(', ') ?? '');
  const [signature, setSignature] = useState(identity.textSignature ?? '');
  const [problem, setProblem] = useState<{ readonly field: 'name' | 'replyTo' | 'signature'; readonly text: string }>();
  const written = JSON.stringify([name, replyTo, signature]);
  const [saved, setSaved] = useState(written);
  useUnsaved(written !== saved);
  const use = { signatureOnNew: true, signatureOnReply: true, signatureAboveQuote: true, ...preferences.identities[identity.id] };
  const setUse = (patch: Partial<typeof use>) => set({ identities: { ...preferences.identities, [identity.id]: { ...use, ...patch } } });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      const addresses = parseAddresses(replyTo);
      const wrong = addresses.find(({ email }) => problemOf(email) !== undefined);
      if (wrong) return setProblem({ field: 'replyTo', text: t('settings.replyToWrong', { address: wrong.email }) });
      const update = {
        name: name.trim(),
        replyTo: addresses.length === 0 ? null : addresses.map(({ name, email }) => ({ name: name || null, email })),
        ...(signature === (identity.textSignature ?? '') ? {} : { textSignature: signature, htmlSignature: signatureHtml(signature) }),
      };
      const accountId = store.ownAccountId;
      const { notUpdated } = await store.client.call('Identity/set', { accountId, update: { [identity.id]: update } });
      const refused = notUpdated?.[identity.id];
      if (refused) throw new SetFailed(refused);
      setSaved(written);
      await store.loadSettings(accountId, 'Identity');
      toast(t('settings.saved'));
    } catch (error) {
      const { what, why } = errorText(error);
      const properties = error instanceof SetFailed ? error.properties : [];
      setProblem({ field: properties.find((one) => one === 'name' || one === 'replyTo') ?? 'signature', text: why ?? what });
    }
  };
  const errorOf = (field: string) => (problem?.field === field ? problem.text : undefined);
  return (
    <form className={styles.group} onSubmit={save}>
      <h2>
        <Address address={identity.email ?? ''} />
      </h2>
      <TextField label={t('settings.senderName')} value={name} onChange={setName} error={errorOf('name')} />
      <TextField label={t('settings.replyTo')} hint={t('settings.replyToHint')} value={replyTo} onChange={setReplyTo} dir="ltr" error={errorOf('replyTo')} />
      <TextArea label={t('settings.signature')} rows={5} value={signature} onChange={setSignature} error={errorOf('signature')} />
      <Checkbox isSelected={use.signatureOnNew} onChange={(signatureOnNew) => setUse({ signatureOnNew })}>
        {t('settings.signatureOnNew')}
      </Checkbox>
      <Checkbox isSelected={use.signatureOnReply} onChange={(signatureOnReply) => setUse({ signatureOnReply })}>
        {t('settings.signatureOnReply')}
      </Checkbox>
      <Checkbox isSelected={use.signatureAboveQuote} isDisabled={!use.signatureOnReply} onChange={(signatureAboveQuote) => setUse({ signatureAboveQuote })}>
        {t('settings.signatureAboveQuote')}
      </Checkbox>
      <div className={styles.actions}>
        <Button type="submit" kind="primary">
          {t('settings.save')}
        </Button>
      </div>
    </form>
  );
}

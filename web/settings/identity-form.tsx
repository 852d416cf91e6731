/** One sender: name, reply address, signature and where the signature stands. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Identity } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { useUnsaved } from '../app/leaving.ts';
import { SetFailed } from '../jmap/errors.ts';
import { addressText, parseAddresses, problemOf } from '../mail/composer/addresses.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { withoutBidiControls } from '../ui/name-parts.ts';
import { toast } from '../ui/toast.tsx';
import { isTooLong, longestName } from './longest-name.ts';
import styles from './settings.module.css';
import { signatureHtml } from './signature-html.ts';
import { useChange } from './use-change.ts';

type Field = 'name' | 'replyTo' | 'signature';

const fields: Readonly<Record<string, Field>> = { name: 'name', replyTo: 'replyTo', textSignature: 'signature', htmlSignature: 'signature' };

export interface IdentityFormProps {
  readonly identity: Identity;
  /** All that this person has. */
  readonly identities: readonly Identity[];
  /** New messages are sent from it, where nothing else is said. */
  readonly isUsual: boolean;
  /** Has just been added: is brought into view, with its signature still to be written. */
  readonly isFresh: boolean;
  readonly onRemove: () => void;
}

export function IdentityForm({ identity, identities, isUsual, isFresh, onRemove }: IdentityFormProps) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const { preferences, set } = useChange();
  const [name, setName] = useState(identity.name ?? '');
  const [replyTo, setReplyTo] = useState(identity.replyTo?.map(({ name, email }) => addressText({ name: name ?? '', email })).join(', ') ?? '');
  const [signature, setSignature] = useState(identity.textSignature ?? '');
  const [problem, setProblem] = useState<{ readonly field: Field; readonly text: string }>();
  const written = JSON.stringify([name, replyTo, signature]);
  const [saved, setSaved] = useState(written);
  useUnsaved(written !== saved);
  const use = { signatureOnNew: true, signatureOnReply: true, signatureAboveQuote: true, ...preferences.identities[identity.id] };
  const setUse = (patch: Partial<typeof use>) => {
    // With one that is gone the server would refuse them all.
    const kept = Object.entries(preferences.identities).filter(([id]) => identities.some((one) => one.id === id));
    set({ identities: { ...Object.fromEntries(kept), [identity.id]: { ...use, ...patch } } });
  };

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isFresh) form.current?.scrollIntoView({ block: 'start' });
  }, [isFresh]);
  const isTwice = identities.some(({ id, email }) => id !== identity.id && email === identity.email);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (isTooLong(name)) return setProblem({ field: 'name', text: t('settings.tooLong', { count: longestName }) });
    const addresses = parseAddresses(replyTo);
    const wrong = addresses.find(({ email }) => problemOf(email) !== undefined);
    if (wrong) return setProblem({ field: 'replyTo', text: t('settings.replyToWrong', { address: wrong.email }) });
    const update = {
      name: name.trim(),
      replyTo: addresses.length === 0 ? null : addresses.map(({ name, email }) => ({ name: name || null, email })),
      ...(signature === (identity.textSignature ?? '') ? {} : { textSignature: signature, htmlSignature: signatureHtml(signature) }),
    };
    try {
      const accountId = store.ownAccountId;
      const { notUpdated } = await store.client.call('Identity/set', { accountId, update: { [identity.id]: update } });
      const refused = notUpdated?.[identity.id];
      if (refused) throw new SetFailed(refused);
      setSaved(written);
      await store.loadSettings(accountId, 'Identity');
      toast(t('settings.saved'));
    } catch (error) {
      store.failed(error);
      const { what, why } = errorText(error);
      const field = error instanceof SetFailed ? error.properties.map((property) => fields[property]).find(Boolean) : undefined;
      if (field === undefined) toast(why ?? what, { kind: 'failed' });
      else setProblem({ field, text: field === 'signature' ? t('settings.signatureTooLong') : (why ?? what) });
    }
  };
  const errorOf = (field: Field) => (problem?.field === field ? problem.text : undefined);
  return (
    <form ref={form} className={styles.group} onSubmit={save}>
      <h2>
        {isTwice && <bdi>{withoutBidiControls(identity.name ?? '')} </bdi>}
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
        {identity.mayDelete && !isUsual && <Button onPress={onRemove}>{t('settings.senderRemove')}</Button>}
      </div>
      {identity.mayDelete && isUsual && <p className={styles.note}>{t('settings.senderIsUsual')}</p>}
    </form>
  );
}

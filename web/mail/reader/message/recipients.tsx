import { ChevronDown } from 'lucide-react';
import { Fragment, useId, useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { type Translate, useText } from '../../../text/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { People } from './people.tsx';
import { type Person, peopleOf, type Readable, senderOf } from './readable.ts';
import styles from './recipients.module.css';
import { SentAt } from './sent-at.tsx';

export interface RecipientsProps {
  readonly message: Readable;
  /** Addresses of the person who reads, for "me". */
  readonly own: ReadonlySet<string>;
}

const mostNames = 4;

/** "To me, Leïla and 12 others"; opened, everybody with their address. */
export function Recipients({ message, own }: RecipientsProps) {
  const t = useText();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const seen = [...peopleOf(message.to), ...peopleOf(message.cc)];
  const all = [...seen, ...peopleOf(message.bcc)];
  const nameOf = ({ name, address }: (typeof all)[number]) => (own.has(address.toLowerCase()) ? t('list.me') : name);
  // Whom the others do not know of is told apart.
  const blind = (place: number) => (place === seen.length ? `${t('reader.fieldBcc')} ` : '');
  const [first, ...others] = all.slice(0, mostNames);
  const names = first && (
    <>
      {blind(0)}
      <bdi className={styles.first}>{nameOf(first)}</bdi>
      {others.length > 0 && (
        <span className={styles.others}>
          {others.map((person, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is the message's
            <Fragment key={place}>
              {t('ui.separator')}
              {blind(place + 1)}
              <bdi>{nameOf(person)}</bdi>
            </Fragment>
          ))}
        </span>
      )}
    </>
  );
  const further = all.length - mostNames;
  return (
    <div className={styles.recipients} data-print-head={printed(t, message)}>
      <Button className={styles.line ?? ''} aria-expanded={isOpen} aria-controls={id} onPress={() => setOpen(!isOpen)}>
        <span className={styles.names}>{names === undefined ? t('list.noRecipient') : seen.length === 0 ? names : t.rich('reader.to', { names })}</span>
        {all.length > 1 && (
          <span className={styles.further}>
            {further > 0 && <span className={styles.beyondShown}>{t('reader.further', { count: further })}</span>}
            <span className={styles.beyondFirst}>{t('reader.further', { count: all.length - 1 })}</span>
          </span>
        )}
        <Icon of={ChevronDown} size={14} className={isOpen ? styles.turned : undefined} />
        <span className="visually-hidden">{t('reader.allAddresses')}</span>
      </Button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Addresses message={message} />}
      </div>
    </div>
  );
}

/** On paper nothing can be opened: everybody, a line for each field. */
function printed(t: Translate, message: Readable): string {
  const lines = [
    { label: t('reader.fieldTo'), people: peopleOf(message.to) },
    { label: t('reader.fieldCc'), people: peopleOf(message.cc) },
    { label: t('reader.fieldBcc'), people: peopleOf(message.bcc) },
  ]
    .filter(({ people }) => people.length > 0)
    .map(({ label, people }) => `${label} ${people.map(isolated).join(t('ui.separator'))}`);
  return lines.join('\n') || t('list.noRecipient');
}

/** Neither name nor address turns what stands beside it around, nor begins a line of its own. */
function isolated({ name, address, hasName }: Person): string {
  return `${hasName ? `\u2068${name.replace(/\s+/g, ' ')}\u2069 ` : ''}\u2066${hasName ? `<${address}>` : address}\u2069`;
}

function Addresses({ message }: { readonly message: Readable }) {
  const t = useText();
  const from = senderOf(message);
  const sender = peopleOf(message.sender).filter(({ address }) => address !== from?.address);
  const replyTo = peopleOf(message.replyTo).filter(({ address }) => address !== from?.address);
  const rows = [
    { label: t('reader.fieldFrom'), people: peopleOf(message.from) },
    { label: t('reader.fieldSender'), people: sender },
    { label: t('reader.fieldReplyTo'), people: replyTo },
    { label: t('reader.fieldTo'), people: peopleOf(message.to) },
    { label: t('reader.fieldCc'), people: peopleOf(message.cc) },
    { label: t('reader.fieldBcc'), people: peopleOf(message.bcc) },
  ].filter(({ people }) => people.length > 0);
  const moment = message.sentAt ?? message.receivedAt;
  const box = useRef<HTMLDivElement>(null);
  const [isScrolled, setScrolled] = useState(false);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const sizes = new ResizeObserver(() => setScrolled(current.scrollHeight > current.clientHeight));
    // A narrower box has more lines in it, whether it grows or not.
    for (const one of [current, ...current.children]) sizes.observe(one);
    return () => sizes.disconnect();
  }, []);
  return (
    // What scrolls must be reached by keyboard, and what does not scroll need not be.
    <div ref={box} className={styles.all} {...(isScrolled && { role: 'group', tabIndex: 0, 'aria-label': t('reader.addresses') })}>
      <dl>
        {rows.map(({ label, people }) => (
          <div key={label} className={styles.row}>
            <dt>{label}</dt>
            <dd>
              <People people={people} />
            </dd>
          </div>
        ))}
        {moment && (
          <div className={styles.row}>
            <dt>{t('reader.fieldDate')}</dt>
            <dd>
              <SentAt moment={moment} detail="full" />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

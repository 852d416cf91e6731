import { Fragment } from 'react';
import { useText } from '../../../text/index.ts';
import { Address } from '../../../ui/address.tsx';
import type { Person } from './readable.ts';
import styles from './people.module.css';

/** Names with their addresses, whole. */
export function People({ people }: { readonly people: readonly Person[] }) {
  const t = useText();
  if (people.length === 0) return <span>{t('ui.unknownSender')}</span>;
  return people.map((person, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an address may stand there twice; the order is the message's
    <Fragment key={place}>
      {place > 0 && t('ui.separator')}
      <PersonName person={person} />
    </Fragment>
  ));
}

/** A name is anybody's choice, and the address what it stands for: both are shown. */
export function PersonName({ person }: { readonly person: Person }) {
  return (
    <span className={styles.person}>
      {person.hasName && (
        <>
          <bdi className={styles.name}>{person.name}</bdi>{' '}
        </>
      )}
      <Address address={person.hasName ? `<${person.address}>` : person.address} className={person.hasName ? styles.address : styles.name} />
    </span>
  );
}

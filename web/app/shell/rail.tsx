/** The rooms, at the side of wide screens. */
import { Link, useLocation } from 'wouter';
import { useText } from '../../text/index.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './rooms.module.css';
import { rooms } from './rooms.ts';

export function Rail() {
  return (
    <nav className={styles.rail} aria-label={useText()('shell.rooms')}>
      <RoomLinks />
    </nav>
  );
}

export function RoomLinks() {
  const t = useText();
  const [location] = useLocation();
  return rooms.map(({ name, path, icon, holds }) => (
    <Link key={name} href={path} className={styles.room} aria-current={holds(location) ? 'page' : undefined}>
      <Icon of={icon} size={22} />
      <span>{t(`shell.${name}`)}</span>
    </Link>
  ));
}

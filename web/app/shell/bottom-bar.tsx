/** The rooms, under the thumb on a phone. */
import { useText } from '../../text/index.ts';
import { RoomLinks } from './rail.tsx';
import styles from './rooms.module.css';

export function BottomBar() {
  return (
    <nav className={styles.bottom} aria-label={useText()('shell.rooms')}>
      <RoomLinks />
    </nav>
  );
}

/** Between list and reader: dragged, or moved by arrow keys. The width is kept in this browser. */
import { useEffect, useState } from 'react';
import { useLanguage, useText } from '../text/index.ts';
import styles from './mail-room.module.css';

const storageKey = 'messagerie-list-size';
const smallest = 280;
const largest = 640;
const step = 16;

export function PaneDivider({ layout }: { readonly layout: string }) {
  const t = useText();
  const { direction } = useLanguage();
  const [size, setSize] = useState(() => Number(localStorage.getItem(storageKey)) || 372);
  useEffect(() => {
    document.documentElement.style.setProperty('--list-size', `${size}px`);
    localStorage.setItem(storageKey, String(size));
  }, [size]);
  const grow = (by: number) => setSize((now) => Math.min(largest, Math.max(smallest, now + by)));
  const towardsEnd = layout === 'below' || direction === 'ltr' ? 1 : -1;
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={t('list.resize')}
      aria-orientation={layout === 'below' ? 'horizontal' : 'vertical'}
      aria-valuenow={size}
      aria-valuemin={smallest}
      aria-valuemax={largest}
      className={styles.divider}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) grow((layout === 'below' ? event.movementY : event.movementX) * towardsEnd);
      }}
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight' || key === 'ArrowDown') grow(step * towardsEnd);
        else if (key === 'ArrowLeft' || key === 'ArrowUp') grow(-step * towardsEnd);
      }}
    />
  );
}

import { useRef, useState } from 'react';
import { Button } from '../button.tsx';
import { VirtualGrid, type VirtualGridHandle } from '../virtual-grid.tsx';
import styles from './gallery.module.css';

/** A grid whose rows can be taken away, as mail can. */
export function GridExample({ count }: { readonly count: number }) {
  const [removed, setRemoved] = useState<ReadonlySet<number>>(new Set());
  const [focused, setFocused] = useState(0);
  const [seen, setSeen] = useState('');
  const grid = useRef<VirtualGridHandle>(null);
  const gone = [...removed].sort((a, b) => a - b);
  const nameAt = (index: number): number => gone.reduce((at, row) => (row <= at ? at + 1 : at), index);
  const remove = (): void => setRemoved(new Set([...removed, nameAt(focused)]));
  return (
    <section aria-label="grid">
      <Button onPress={() => grid.current?.reveal(count - 1)}>{'↓'}</Button>
      <output data-testid="seen">{seen}</output>
      <div className={styles.grid}>
        <VirtualGrid
          ref={grid}
          label="rows"
          count={count - removed.size}
          rowHeight={80}
          focusedIndex={focused}
          onFocusedIndexChange={setFocused}
          onVisibleRange={(from, to) => setSeen(`${from}–${to}`)}
          rowKey={(index) => String(nameAt(index))}
          onKeyDown={(event) => event.key === '#' && remove()}
          renderRow={(index, { row, focused: isFocused }) => (
            <div {...row} className={`${styles.gridRow} ${isFocused ? styles.focused : ''}`}>
              <span role="gridcell">{nameAt(index)}</span>
            </div>
          )}
        />
      </div>
    </section>
  );
}

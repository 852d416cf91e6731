import { useText } from '../text/index.ts';
import { splitFileName } from './name-parts.ts';
import styles from './name.module.css';

/** A file's name: the end, which tells what it is, is always seen, and always at the end. */
export function FileName({ name }: { readonly name: string }) {
  const t = useText();
  const { stem, extension } = splitFileName(name);
  const whole = stem + extension || t('ui.unnamedFile');
  return (
    <span className={styles.file} dir="ltr" title={whole}>
      {/* In two boxes, it would be read with a space before the end. */}
      <span className={styles.whole}>{whole}</span>
      <bdi className={styles.stem} aria-hidden>
        {extension === '' ? whole : stem}
      </bdi>
      <span aria-hidden>{extension}</span>
    </span>
  );
}

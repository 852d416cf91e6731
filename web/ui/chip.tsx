import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { ToggleButton, type ToggleButtonProps } from 'react-aria-components/ToggleButton';
import { useText } from '../text/index.ts';
import styles from './chip.module.css';
import { Icon, type LucideIcon } from './icon.tsx';

export interface ChipProps extends Omit<ToggleButtonProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  readonly icon?: LucideIcon;
}

/** A filter that is on or off. */
export function Chip({ children, icon, ...chip }: ChipProps) {
  return (
    <ToggleButton {...chip} className={styles.chip ?? ''}>
      {icon && <Icon of={icon} size={16} />}
      {children}
    </ToggleButton>
  );
}

export interface TagProps {
  readonly name: string;
  /** 0–359; absent: neutral. */
  readonly hue?: number | undefined;
  readonly icon?: LucideIcon;
  readonly onRemove?: () => void;
}

/** A label on something: it says what this is, and can be taken off where `onRemove` is given. */
export function Tag({ name, hue, icon, onRemove }: TagProps) {
  const t = useText();
  return (
    <span className={`${styles.tag} ${hue === undefined ? '' : styles.coloured}`} style={hue === undefined ? {} : { '--hue': hue }}>
      {icon && <Icon of={icon} size={14} />}
      <span className={styles.name} dir="auto">
        {name}
      </span>
      {onRemove && (
        <Button className={styles.remove ?? ''} aria-label={t('ui.remove', { name })} onPress={onRemove}>
          <Icon of={X} size={14} />
        </Button>
      )}
    </span>
  );
}

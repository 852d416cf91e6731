import { useText } from '../../text/index.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import type { RowSelection } from './use-row-selection.ts';

export interface ChooseAllProps {
  readonly selection: RowSelection;
  /** Rows that are listed. */
  readonly total: number;
}

/** The box above a list: all of it, or nothing. */
export function ChooseAll({ selection, total }: ChooseAllProps) {
  const t = useText();
  const { count } = selection;
  return (
    <Checkbox
      aria-label={t(count > 0 ? 'list.selectNone' : 'list.selectAll')}
      isSelected={count > 0 && count >= total}
      isIndeterminate={count > 0 && count < total}
      isDisabled={total === 0}
      onChange={() => (count > 0 ? selection.clear() : selection.all())}
    />
  );
}

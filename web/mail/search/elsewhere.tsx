/** Of a search that found nothing: the same words, looked for in another place. */
import { useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import type { Scope, Scopes } from './scope.ts';
import styles from './search-pane.module.css';

/** So many are buttons; the others stand in the list above. */
const mostElsewhere = 4;

export function Elsewhere({ scopes: { present, wide }, onScope }: { readonly scopes: Scopes; readonly onScope: (scope: Scope) => void }) {
  const t = useText();
  const others = wide.filter(({ key }) => key !== present.key).slice(0, mostElsewhere);
  if (others.length === 0) return null;
  return (
    <div role="group" aria-label={t('search.elsewhere.title')} className={styles.elsewhere}>
      {others.map((scope) => (
        <Button key={scope.key} onPress={() => onScope(scope)}>
          {scope.wish}
        </Button>
      ))}
    </div>
  );
}

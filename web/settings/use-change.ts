/** Changes of preferences and what is said when one is refused. */
import { useCallback } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { usePreferences } from '../app/preferences.tsx';
import { toast } from '../ui/toast.tsx';

export function useChange() {
  const errorText = useErrorText();
  const { preferences, change } = usePreferences();
  const set = useCallback(
    (patch: Parameters<typeof change>[0]) => {
      change(patch).catch((error: unknown) => {
        const { what, why } = errorText(error);
        toast(why ?? what, { kind: 'failed' });
      });
    },
    [change, errorText],
  );
  return { preferences, set };
}

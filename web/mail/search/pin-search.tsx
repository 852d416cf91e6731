/** Keeps a search among the folders, or no longer. What is kept are its words: they are looked for in one's own mail. */
import { Pin, PinOff } from 'lucide-react';
import { useErrorText } from '../../app/error-text.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';

export function PinSearch({ q }: { readonly q: string }) {
  const t = useText();
  const errorText = useErrorText();
  const { preferences, change } = usePreferences();
  const pinned = preferences.pinnedSearches.find((one) => one.query === q);
  const toggle = async () => {
    const others = preferences.pinnedSearches.filter((one) => one !== pinned);
    try {
      await change({ pinnedSearches: pinned ? others : [...others, { name: q, query: q }] });
      if (!pinned) toast(t('search.pinned'));
    } catch (error) {
      toast(errorText(error).what, { kind: 'failed' });
    }
  };
  return <IconButton icon={pinned ? PinOff : Pin} label={t(pinned ? 'search.unpin' : 'search.pin')} onPress={() => void toggle()} />;
}

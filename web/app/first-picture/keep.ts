/** Keeps a picture of the list for the next visit. */
import { useEffect } from 'react';
import type { Store } from '../../store/index.ts';
import { pictureKeys, userKey } from '../../store/names.ts';
import { afterFirstScreen } from '../first-screen.ts';
import { homePath } from '../paths.ts';
import { addressNow } from './picture.ts';
import type { takePicture } from './take.ts';

/** The page has changed nothing for so long: what it shows will do. */
const calmMs = 700;

/** Stylesheets of the page itself, which it asks for at any visit; others come while it is used. */
const ownStyles = new Set([...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].map(({ href }) => new URL(href).pathname));

interface ShownList {
  /** Path and search. */
  readonly address: string;
  /** It has rows, nothing is chosen, nothing is open. */
  readonly isPlain: boolean;
  /** It is the list that the page opens with. */
  readonly isHome: boolean;
}

/** For as long as a list is there, and nothing but the list: keeps a picture each time that the page has become calm, and when it is left. */
export function useFirstPicture(store: Store, { address, isPlain, isHome }: ShownList): void {
  useEffect(() => {
    const root = document.getElementById('root');
    // The development server has no build that a picture could belong to.
    if (!isPlain || !root || !import.meta.env.PROD) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last: string | undefined;
    // Its code comes when the page is calm: the list itself does not wait for it.
    let take: typeof takePicture | undefined;
    const keep = (): void => {
      timer = undefined;
      if (!take || addressNow() !== address) return;
      // Another tab may have signed out, or somebody else in, and have taken away what was kept.
      if (store.connection.isSignedOut || localStorage.getItem(userKey) !== store.session.username) return;
      const picture = take(root, isHome ? [address, homePath, '/'] : [address], ownStyles);
      if (!picture || picture.nodes === last) return;
      last = picture.nodes;
      store.database.putMeta(isHome ? pictureKeys.home : pictureKeys.elsewhere, picture);
      if (document.visibilityState === 'hidden') void store.database.flush();
    };
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => afterFirstScreen(() => void takeAndKeep()), calmMs);
    };
    const takeAndKeep = async (): Promise<void> => {
      if (!take) {
        const asked = timer;
        // Where it does not come, the next visit begins without a picture.
        take = (await import('./take.ts').catch(() => undefined))?.takePicture;
        if (timer !== asked) return;
      }
      keep();
    };
    // Nobody waits for a page that is being left.
    const onHidden = (): void => {
      if (document.visibilityState !== 'hidden' || timer === undefined) return;
      clearTimeout(timer);
      keep();
    };
    changed();
    const drawing = new MutationObserver(changed);
    drawing.observe(root, { childList: true, subtree: true, characterData: true, attributeFilter: ['class', 'data-unread', 'aria-current', 'aria-selected'] });
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      clearTimeout(timer);
      timer = undefined;
      drawing.disconnect();
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [store, address, isPlain, isHome]);
}

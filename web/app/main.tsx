/** Where the client begins. */
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { applyLook, rememberedLook } from '../ui/look.ts';
import { loadLanguage } from '../text/index.ts';
import { App, firstLanguage } from './app.tsx';
import { beginOpening } from './first-store.ts';

applyLook(rememberedLook());
if (location.pathname !== '/sign-in') {
  beginOpening();
  import('./shell/shell.tsx').catch(() => {}); // its code comes beside; the page that needs it says so where it does not
}
const draw = () => createRoot(document.getElementById('root') as HTMLElement).render(<App />);
// A first drawing that has to wait shows a fallback, and React lets 300 ms go by after one before it shows anything else.
loadLanguage(firstLanguage()).then(draw, draw);

/** Where the client begins to draw. */
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { loadLanguage } from '../text/index.ts';
import { applyLook, rememberedLook } from '../ui/look.ts';
import { App } from './app.tsx';
import { firstLanguage } from './first-language.ts';
import { openFirst } from './person.ts';

applyLook(rememberedLook());
const draw = () => createRoot(document.getElementById('root') as HTMLElement).render(<App />);
// A first drawing that has to wait shows a fallback, and React lets 300 ms go by after one before it shows anything else.
Promise.all([loadLanguage(firstLanguage()), location.pathname === '/sign-in' ? undefined : openFirst()]).then(draw, draw);

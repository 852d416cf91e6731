/** Where the client begins. */
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { applyLook, rememberedLook } from '../ui/look.ts';
import { loadLanguage } from '../text/index.ts';
import { App, firstLanguage } from './app.tsx';

applyLook(rememberedLook());
const draw = () => createRoot(document.getElementById('root') as HTMLElement).render(<App />);
// A first drawing that has to wait shows a fallback, and React lets 300 ms go by after one before it shows anything else.
loadLanguage(firstLanguage()).then(draw, draw);

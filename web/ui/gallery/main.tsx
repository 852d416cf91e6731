/** All components on one page, for the tests that look at them: `?language=ar&theme=dark&density=compact`. No part of the client. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isLanguage, loadLanguage, TextProvider } from '../../text/index.ts';
import '../base.css';
import { applyLook } from '../look.ts';
import { Gallery } from './gallery.tsx';

const wanted = new URLSearchParams(location.search);
const named = wanted.get('language');
const language = isLanguage(named) ? named : 'en';
applyLook({ theme: wanted.get('theme') === 'dark' ? 'dark' : 'light', density: wanted.get('density') === 'compact' ? 'compact' : 'comfortable' });
await loadLanguage(language);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <TextProvider language={language} timeZone="Africa/Algiers">
      <Gallery rows={Number(wanted.get('rows') ?? 100_000)} />
    </TextProvider>
  </StrictMode>,
);

/** How the page looks on this device: set on the root element, where tokens.css reads it. */
export interface Look {
  readonly theme: 'light' | 'dark' | 'system';
  readonly density: 'comfortable' | 'compact';
}

const storageKey = 'messagerie.look';
const standard: Look = { theme: 'system', density: 'comfortable' };

export function applyLook({ theme, density }: Look): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.dataset.density = density;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const dark = theme === 'system' ? meta.media.includes('dark') : theme === 'dark';
    meta.content = dark ? '#0e1316' : '#f4f6f7';
  }
}

/** What was last chosen here, for the time before the account's settings are known. */
export function rememberedLook(): Look {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    const { theme, density } = (stored ?? {}) as Partial<Record<keyof Look, unknown>>;
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : standard.theme,
      density: density === 'compact' ? density : standard.density,
    };
  } catch {
    return standard; // storage is refused, or holds something else
  }
}

export function rememberLook(look: Look): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(look));
  } catch {
    // Where storage is refused the look lasts as long as the page.
  }
}

/** The page's two fonts in the frame of a message. The frame's policy lets it fetch no fonts, so they are handed in. */
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import vazirmatn from '@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2?url';

const fonts = [
  { family: 'Inter Variable', address: inter, range: 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD' },
  { family: 'Vazirmatn Variable', address: vazirmatn, range: 'U+0600-06FF, U+0750-077F, U+0870-088E, U+0890-0891, U+0897-08E1, U+08E3-08FF, U+FB50-FDFF, U+FE70-FE74, U+FE76-FEFC' },
] as const;

let loading: Promise<ArrayBuffer[]> | undefined;
const served = new WeakSet<Window>();

/** Failing is no matter: the device's fonts are there. */
export async function bringFonts(window: Window & typeof globalThis): Promise<void> {
  if (served.has(window)) return;
  served.add(window);
  loading ??= Promise.all(fonts.map(async ({ address }) => (await fetch(address)).arrayBuffer()));
  try {
    const files = await loading;
    fonts.forEach(({ family, range }, place) => {
      const file = files[place];
      if (file) window.document.fonts.add(new window.FontFace(family, file, { weight: '100 900', unicodeRange: range }));
    });
  } catch {
    loading = undefined;
    served.delete(window);
  }
}

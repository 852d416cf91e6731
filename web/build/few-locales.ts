import type { Plugin } from 'vite';

/** React Aria brings its own few words in 34 languages, 25 KB compressed: those that the client does not speak become empty. */
export function fewLocales(kept: readonly string[]): Plugin {
  return {
    name: 'messagerie-few-locales',
    enforce: 'pre',
    load(id) {
      const locale = /[\\/]react-(?:aria|stately|aria-components)[\\/].*[\\/]intl[\\/].*?([a-z]{2}-[A-Z]{2})\.m?js$/.exec(id)?.[1];
      return locale === undefined || kept.includes(locale) ? null : 'export default {};';
    },
  };
}

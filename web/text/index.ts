/** The client's words: catalogues by language and room, and how a person reads dates and numbers. */
import { createContext, createElement, type ReactElement, type ReactNode, use, useLayoutEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createFormat, type Format, type FormatSettings } from './format.ts';
import { directionOf, type Direction, type Language, locales } from './languages.ts';
import { loadLanguage } from './load.ts';
import { type Translate, translator } from './translate.ts';
import type { Catalogue } from './types.ts';

export { createFormat, type Format, type FormatSettings, type Moment } from './format.ts';
export { directionOf, type Direction, isLanguage, type Language, languageNames, languages, locales, preferredLanguage } from './languages.ts';
export { laterRoom, loadLanguage } from './load.ts';
export { usualFirstDay } from './week.ts';
export type { Translate } from './translate.ts';
export type { Key } from './types.ts';

interface Text {
  readonly language: Language;
  readonly direction: Direction;
  readonly t: Translate;
  readonly format: Format;
}

const TextContext = createContext<Text | null>(null);

export interface TextProviderProps extends FormatSettings {
  readonly children?: ReactNode;
}

/**
 * Gives all below it the texts of one language, and sets the page's language and direction.
 * Where the language is not loaded yet it suspends: await {@link loadLanguage} first, or change it within a transition.
 */
export function TextProvider(props: TextProviderProps): ReactElement {
  // Always asked for, also once it is here: a drawing that waited must ask again, or React draws all of it a second time (its error 520).
  const catalogue = use(loadLanguage(props.language));
  // No hook may stand behind this `use`: drawn again after it waited, React takes them for those of another component.
  return createElement(LoadedTextProvider, { ...props, catalogue });
}

function LoadedTextProvider({ catalogue, language, timeZone, hourCycle, firstDayOfWeek, children }: TextProviderProps & { readonly catalogue: Catalogue }): ReactElement {
  const text = useMemo<Text>(
    () => ({
      language,
      direction: directionOf(language),
      t: translator(language, catalogue),
      format: createFormat({ language, timeZone, hourCycle, firstDayOfWeek, wanted: navigator.languages }),
    }),
    [language, catalogue, timeZone, hourCycle, firstDayOfWeek],
  );
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = text.direction;
  }, [language, text.direction]);
  return createElement(TextContext, { value: text }, createElement(I18nProvider, { locale: locales[language], children }));
}

function useContextText(): Text {
  const text = use(TextContext);
  if (text === null) throw new Error('There is no TextProvider above this component');
  return text;
}

/** `t('list.selected', { count: 3 })`; `t.rich` for placeholders that are elements. */
export function useText(): Translate {
  return useContextText().t;
}

/** Dates, sizes and numbers for the present person. */
export function useFormat(): Format {
  return useContextText().format;
}

export function useLanguage(): { readonly language: Language; readonly direction: Direction } {
  return useContextText();
}

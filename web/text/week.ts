/** The day that weeks begin with where nobody has chosen one. Pure. */

/** 0 = Sunday … 6 = Saturday. */
export type Day = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** 1 = Monday … 7 = Sunday. A getter in older browsers, a method in newer ones, neither in some. */
type WithWeek = Intl.Locale & { readonly weekInfo?: { readonly firstDay: number }; getWeekInfo?(): { readonly firstDay: number } };

/** For browsers that do not know, the regions nearest to our languages; everywhere else weeks begin on Monday. */
const saturday = /-(?:AE|BH|DJ|DZ|EG|IQ|JO|KW|LY|OM|QA|SD|SY)\b/;
const sunday = /-(?:BR|CA|IL|IN|JP|KR|MX|SA|US|YE|ZA)\b/;

/**
 * As it is usual in a region.
 * @param locale a BCP 47 tag
 * @param wanted what the browser asks for, the best first: of the same language, its region counts before the tag's own ("fr-CA" for a tag of "fr-FR")
 */
export function usualFirstDay(locale: string, wanted: readonly string[] = []): Day {
  const language = locale.slice(0, 2);
  const regional = wanted.find((tag) => tag.slice(0, 2).toLowerCase() === language && /-[A-Z]{2}\b/.test(tag)) ?? locale;
  try {
    const known: WithWeek = new Intl.Locale(regional);
    const day = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay;
    if (day !== undefined) return (day % 7) as Day;
  } catch {
    // No tag that Intl takes.
  }
  return saturday.test(regional) ? 6 : sunday.test(regional) ? 0 : 1;
}

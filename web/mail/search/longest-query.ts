/** No search is longer: what is pasted by mistake is cut here. */
export const longestQuery = 1_000;

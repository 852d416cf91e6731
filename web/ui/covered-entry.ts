/** Apart from `back-closes.ts`, since the first screen asks for no more than this. */
export const coverMark = 'isCovered';

/** Whether the present entry of the history was added for what covers the page. */
export const isCoveredEntry = (): boolean => (history.state as { readonly [coverMark]?: true } | null)?.[coverMark] === true;

/** What a person's things are called in this browser. Apart from the store, since the page asks before the client's code has come. */

/** In localStorage: who has signed in here. */
export const userKey = 'messagerie-user';

/** The database of a person. */
export const databaseName = (user: string): string => `messagerie:${user}`;

/** What the browser itself is set to: its language, its look, the width of the list. It stays when somebody signs out. */
export const browserSettings = ['messagerie-language', 'messagerie.look', 'messagerie-list-size'] as const;

/** In `meta` of that database: what the person is called. */
export const nameKey = 'own name';

/** In `meta` of that database: the person's preferences, as the server said them last. */
export const preferencesKey = 'preferences';

/** In `meta` of that database: what the list of the own Inbox looked like, and the list last seen elsewhere (`app/first-picture/`). */
export const pictureKeys = { home: 'first picture', elsewhere: 'first picture elsewhere' } as const;

/** The two databases that Messagerie runs on. */
export type Dialect = 'sqlite' | 'mariadb';

import type { fr } from './fr/index.ts';
import type { Language } from './languages.ts';

/** The forms that a language needs for a counted text (CLDR's plural categories). `many` in French: a million and more. */
export interface Plurals {
  readonly fr: { readonly one: string; readonly many: string; readonly other: string };
  readonly en: { readonly one: string; readonly other: string };
  readonly ar: { readonly zero: string; readonly one: string; readonly two: string; readonly few: string; readonly many: string; readonly other: string };
}

/** A room's texts in another language: every key of the French ones, and every form that the language has. */
export type Translated<Room, L extends Language> = {
  readonly [Key in keyof Room]: Room[Key] extends string ? string : Room[Key] extends Plurals['fr'] ? Plurals[L] : Translated<Room[Key], L>;
};

export type French = typeof fr;

/** One language's texts, by room. */
export type Catalogue = Translated<French, Language>;

type Leaves<Node, Path extends string = ''> = {
  [Key in keyof Node & string]: Node[Key] extends string | Plurals['fr'] ? { [P in `${Path}${Key}`]: Node[Key] } : Leaves<Node[Key], `${Path}${Key}.`>;
}[keyof Node & string];

type Merged<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void ? All : never;
type Flat = Merged<Leaves<French>>;

/** Where a text is: `list.selected`. */
export type Key = keyof Flat & string;

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Needed<Leaf> = Leaf extends string ? Placeholder<Leaf> : Placeholder<Leaf[keyof Leaf] & string> | 'count';

/** The names of the values that a text has to be given. */
export type NeededBy<K extends Key> = K extends unknown ? Needed<Flat[K]> : never;

type Values<Names extends string, Value> = { readonly [N in Names]: N extends 'count' ? number : Value };

/** The arguments after the key: none where the text has no placeholder. */
export type Arguments<K extends Key, Value> = [NeededBy<K>] extends [never] ? [] : [values: Values<NeededBy<K>, Value>];

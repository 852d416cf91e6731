import { fieldOf, linesOf } from './stored-text.ts';
import { addWords } from './words.ts';

/** The parts of a message that have a dictionary of their own. `names` holds the names of header fields, whole. */
export const zoneNames = ['body', 'header', 'names', 'subject', 'from', 'to', 'cc', 'bcc'] as const;
export type ZoneName = (typeof zoneNames)[number];

const fieldZones = new Set<string>(['subject', 'from', 'to', 'cc', 'bcc'] satisfies ZoneName[]);

/** Whether a header field's value has a zone of its own. @param field lower case */
export const isFieldZone = (field: string): field is ZoneName => fieldZones.has(field);

export type WordsByZone = Readonly<Record<ZoneName, ReadonlySet<string>>>;

/** @param folded the text of a message (see `MessageText`), folded */
export function wordsOf(folded: string): WordsByZone {
  const words = Object.fromEntries(zoneNames.map((name) => [name, new Set<string>()])) as Record<ZoneName, Set<string>>;
  const { header, body } = linesOf(folded);
  for (const line of header) {
    addWords(line, words.header);
    const { name, value } = fieldOf(line);
    addWords(name, words.names);
    if (isFieldZone(name)) addWords(value, words[name]);
  }
  for (const line of body) addWords(line, words.body);
  return words;
}

/** The longest name that the server keeps of a person, a sender or a password, in UTF-16 units. */
export const longestName = 255;

/** Whether the server would refuse a name as too long. */
export const isTooLong = (name: string): boolean => name.trim().normalize('NFC').length > longestName;

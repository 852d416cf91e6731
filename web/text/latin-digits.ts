/** Digits of Arabic, and of Persian and Urdu, as those that numbers and dates are read from: their last four bits say which. */
export const latinDigits = (text: string): string => text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

/** How many presses of the mouse in a row the last one was, as the system counts them: 2 for the second of a double click. */
let count = 0;

addEventListener('mousedown', ({ detail }) => (count = detail), true);

export const clickCount = (): number => count;

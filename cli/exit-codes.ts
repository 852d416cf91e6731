/** What the command's end says to scripts; the names are those of sysexits.h where it has one. */
export const exitCodes = {
  ok: 0,
  /** Refused: the server says no, and why. `doctor` and `verify` end so where they found something. */
  refused: 1,
  /** The command line is not understood. */
  usage: 2,
  /** Neither a server nor the data folder can be reached. */
  unavailable: 69,
  /** A fault of the program. */
  fault: 70,
  /** The configuration is wrong. */
  config: 78,
} as const;

/** Ends the command with a sentence and a code. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: number;
  /** A word for programs, as in problem documents. */
  readonly code: string;

  constructor(exitCode: number, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

export const usageError = (message: string): CommandError => new CommandError(exitCodes.usage, 'usage', message);

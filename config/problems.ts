/** One thing wrong in the configuration: where it stands and what to write instead. */
export interface Problem {
  /** `messagerie.yaml:12`, the name of an environment variable, or `--config`. */
  readonly where: string;
  /** Dotted key, empty where the file as a whole is wrong. */
  readonly key: string;
  readonly message: string;
}

/** The configuration cannot be used. Carries every problem found, so that one look mends them all. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A value that its key does not take. Thrown by the readers of single values; the loader adds where it stands. */
export class ValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ValueError';
  }
}

export function formatProblem(problem: Problem): string {
  return problem.key === ''
    ? `${problem.where}: ${problem.message}`
    : `${problem.where}: ${problem.key}: ${problem.message}`;
}

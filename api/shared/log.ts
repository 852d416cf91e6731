/** Structured logs to standard error, without contents or secrets. */
import { destination as fileDestination, pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export interface LogOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Where lines go; standard error if not given. */
  readonly stream?: DestinationStream;
}

/** Names of fields whose value is never written, at the top of a line or one level down. */
const secretFields = [
  'password', 'secret', 'token', 'accessToken', 'refreshToken', 'key', 'privateKey', 'credentials', 'authorization', 'cookie', 'passphrase',
  'subject', 'preview', 'body', 'content', 'parameters',
];
const secretHeaders = ['authorization', 'cookie', '["set-cookie"]', '["proxy-authorization"]'].flatMap((name) => {
  const suffix = name.startsWith('[') ? name : `.${name}`;
  return [`headers${suffix}`, `*.headers${suffix}`];
});

/** The root log. Rooms take their own with {@link roomLog}. */
export function createLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...secretFields.flatMap((name) => [name, `*.${name}`]), ...secretHeaders], censor: '[hidden]' },
      serializers: { err: errorFields, error: errorFields },
      hooks: {
        // Where only an error is given, pino would take its message as it is for the line's own.
        logMethod(parameters, method) {
          const [first, second] = parameters as unknown[];
          const err = first instanceof Error ? first : typeof first === 'object' && first !== null && 'err' in first ? first.err : undefined;
          if (err instanceof Error && second === undefined) {
            method.apply(this, [first instanceof Error ? { err } : first, withoutValues(err.message)] as never);
          } else {
            method.apply(this, parameters);
          }
        },
      },
    },
    // Synchronous: the last line before a crash is the one that matters.
    options.stream ?? fileDestination({ fd: 2, sync: true }),
  );
}

/** The log of one room: its lines carry `room`. */
export function roomLog(log: Log, room: string): Log {
  return log.child({ room });
}

/** A log that writes nothing, for tests and for code that is used without a server. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

/**
 * What is logged of an error: only its name, message, code and stack. Database errors carry the statement's values
 * in further properties, and MariaDB's repeat one of them in the message; neither may reach the log.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: typeof error === 'string' ? withoutValues(error) : 'not an Error' };
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: withoutValues(error.stack) }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: errorFields(error.cause, depth + 1) }),
  };
}

function withoutValues(message: string): string {
  return message
    .slice(0, 4000)
    .replace(/(Duplicate entry|Incorrect \w+ value:|Truncated incorrect \w+ value:) '[^\n]*?'(?= for |$|\n)/g, "$1 '[hidden]'")
    .replace(/\b([a-z][a-z\d+.-]*:\/\/[^\s:/@]*):[^\s/]*@/gi, '$1:[hidden]@');
}

import type { Limits } from '../config.ts';
import type { Database } from '../db/index.ts';
import type { Bus } from './bus.ts';
import type { Language } from './client/index.ts';
import type { Clock } from './shared/clock.ts';
import type { Log } from './shared/log.ts';

/** What every part of the core is given at start, put together once in `server.ts`. */
export interface Core {
  readonly db: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  readonly settings: CoreSettings;
}

export interface CoreSettings {
  /** The name in greetings, Received lines, Message-IDs and reports. */
  readonly hostname: string;
  /** Without final slash; null: the address of the request. */
  readonly publicUrl: string | null;
  /** Language of new accounts and of pages where nobody is signed in. */
  readonly language: Language;
  /** Deleted objects are remembered this long, milliseconds. */
  readonly historyMs: number;
  /** Who may share, and whether with everybody at once. */
  readonly sharing: { readonly allow: 'everyone' | 'administrators' | 'nobody'; readonly anyone: boolean };
}

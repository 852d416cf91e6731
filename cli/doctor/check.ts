import type { Config } from '../../config.ts';
import type { Connection } from '../connect.ts';

export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do. */
  readonly mend?: string;
}

/** What the checks share. */
export interface DoctorContext {
  readonly config: Config;
  /** Null where neither a server nor the core in this process can be reached; then `unreachable` says why. */
  readonly connection: Connection | null;
  readonly unreachable: string | null;
  readonly now: number;
}

export type Check = (context: DoctorContext) => CheckResult[] | Promise<CheckResult[]>;

export const ok = (name: string, detail: string): CheckResult => ({ name, status: 'ok', detail });
export const warning = (name: string, detail: string, mend: string): CheckResult => ({ name, status: 'warning', detail, mend });
export const failed = (name: string, detail: string, mend: string): CheckResult => ({ name, status: 'failed', detail, mend });

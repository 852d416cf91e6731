import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Bus, type BusEvent } from '../../../api/bus.ts';
import type { Core } from '../../../api/core.ts';
import { type ManualClock, manualClock } from '../../../api/shared/clock.ts';
import { silentLog } from '../../../api/shared/log.ts';
import { loadConfig, type Limits } from '../../../config.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { fillSchema } from '../../setup/schema.ts';
import { addressOf } from '../db/opened.ts';

export interface OpenedCore {
  readonly core: Core;
  readonly clock: ManualClock;
  readonly dataFolder: string;
  /** What the bus said, in order. */
  readonly events: BusEvent[];
}

export function defaultLimits(): Limits {
  return loadConfig({ env: {}, cwd: '/nonexistent', systemFile: '/nonexistent/messagerie.yaml' }).limits;
}

/** Cores over fresh databases, closed after each test. */
export function coreOpener(makeUrl: MakeUrl) {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    /** To be closed with the core, before its database. */
    onClose: (close: () => Promise<unknown>): void => void closing.push(close),
    async open(limits: Partial<Limits> = {}): Promise<OpenedCore> {
      const dataFolder = await mkdtemp(join(tmpdir(), 'messagerie-core-'));
      closing.push(() => rm(dataFolder, { recursive: true, force: true }));
      const { url } = await makeUrl();
      await fillSchema(url);
      const db: Database = await openDatabase({ address: addressOf(url), dataFolder, blobs: 'segments' });
      closing.push(() => db.close());
      const clock = manualClock();
      const faults: unknown[] = [];
      const bus = new Bus((error) => faults.push(error));
      const events: BusEvent[] = [];
      bus.subscribe((event) => events.push(event));
      const core: Core = {
        db, bus, clock, log: silentLog(), limits: { ...defaultLimits(), ...limits },
        settings: { hostname: 'mail.example.org', publicUrl: null, language: 'en', historyMs: 86_400_000, sharing: { allow: 'everyone', anyone: true } },
      };
      return { core, clock, dataFolder, events };
    },
  };
}

import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type DatabaseName, eachDatabase, freshDatabase, type MakeUrl } from '../../setup/databases.ts';
import { needs } from '../../setup/programs.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../setup/server.ts';
import { signInByApi } from './sign-in.ts';
import { type Visit, type VisitOptions, watched } from './visit.ts';
import { openWindows } from './windows.ts';

export interface PersonalVisit extends VisitOptions {
  /** Who is signed in, as in `people`; nobody where absent. */
  readonly person?: string;
  /** Where to go; nowhere yet where absent. */
  readonly path?: string;
  readonly density?: 'comfortable' | 'compact';
  /** The server's, by another way than its own (`way.ts`). */
  readonly origin?: string;
}

/** The suite's server and windows on it. */
export interface InBrowser {
  readonly server: TestServer;
  /** A window of one person. Closed after the test, which fails if anything of `problems.ts` happened in it. */
  visit(options?: PersonalVisit): Promise<Visit>;
}

/**
 * A suite that drives Chromium on a server of its own, on SQLite.
 *
 *     inBrowser('the list', { people: ['alice'] }, (at) => {
 *       test('…', async () => { const { page } = await at.visit({ person: 'alice', path: '/mail', language: 'ar', width: 390 }); … });
 *     });
 */
export function inBrowser(name: string, options: TestServerOptions, body: (at: InBrowser) => void): void {
  needs('chromium')(name, () => body(serve(() => freshDatabase('sqlite'), options)));
}

/** The same once per database, where what is stored matters. */
export function inBrowserOnEachDatabase(name: string, options: TestServerOptions, body: (at: InBrowser, database: DatabaseName) => void): void {
  needs('chromium')(name, () => eachDatabase((database, makeUrl) => body(serve(makeUrl, options), database)));
}

function serve(makeUrl: MakeUrl, options: TestServerOptions): InBrowser {
  let server: TestServer | undefined;
  const open: Visit[] = [];
  const windows = openWindows();
  const started = (): TestServer => {
    if (!server) throw new Error('the server runs within tests only');
    return server;
  };
  beforeAll(async () => {
    server = await startTestServer(makeUrl, options);
  });
  afterAll(async () => {
    await windows.close();
    await server?.stop();
  });
  afterEach(async () => {
    const problems = open.flatMap((visit) => visit.problems.take());
    await Promise.all(open.splice(0).map((visit) => windows.giveBack(visit)));
    expect(problems).toEqual([]);
  });
  return {
    get server() {
      return started();
    },
    async visit({ person, path, density = 'comfortable', origin = started().http, ...how } = {}) {
      const visit = watched(origin, await windows.take(origin, how));
      open.push(visit);
      if (person !== undefined) await signInByApi(visit.context, person, { language: how.language ?? 'en', theme: how.theme ?? 'light', density });
      if (path !== undefined) await visit.page.goto(path);
      return visit;
    },
  };
}

import type { RestTransport } from '../client/http.ts';
import { createDispatcher, type RestServices } from '../rest/index.ts';
import { answerConsole } from './answer.ts';

/**
 * The console inside this process, for the command where no server runs: the same client, rights and refusals as over the socket.
 * @param close closes what the composition root opened, the lock last
 */
export function inProcessConsole(services: RestServices, close: () => Promise<void>): RestTransport {
  const dispatcher = createDispatcher(services);
  return {
    async request(request) {
      // Plain data in, plain data out, as over HTTP: nothing is shared.
      const answer = await answerConsole(services, dispatcher, { ...request, body: structuredClone(request.body) });
      return { status: answer.status, body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)) };
    },
    close,
  };
}

/**
 * How tests, which run in threads, have the main process start something once for the whole run, when the first of them asks:
 * they connect to a socket, and are answered when it is ready.
 */
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

const failed = '!';

/** Opens the door. @param ready starts what is wanted, the same for all who ask; what it resolves to is told to each */
export async function openDoor(path: string, ready: () => Promise<string>): Promise<Server> {
  const door = createServer((caller) => {
    caller.on('error', () => {}); // a test that gave up waiting
    ready().then(
      (answer) => caller.end(answer),
      (error: unknown) => caller.end(`${failed}${error instanceof Error ? error.message : String(error)}`),
    );
  });
  door.listen(path);
  await once(door, 'listening');
  return door;
}

/** Asks at the door. @throws with what went wrong behind it */
export async function askAt(path: string): Promise<string> {
  let answer = '';
  for await (const chunk of connect(path).setEncoding('utf8')) answer += chunk;
  if (answer.startsWith(failed)) throw new Error(answer.slice(failed.length));
  return answer;
}

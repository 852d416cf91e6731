/**
 * What changes on the server, as it happens (RFC 8620 §7.3). One tab of the browser holds the connection and tells the others; when it goes, another takes over.
 */
import type { StateChange } from '../../openapi/generated/jmap.ts';

export interface EventsOptions {
  /** Parts people who share a browser: tabs of other sign-ins take no part. */
  readonly user: string;
  readonly onChange: (change: StateChange) => void;
  /** The connection is new: whatever happened before was not heard of. */
  readonly onOpen: () => void;
  /** False while there is no connection and one is being tried for. */
  readonly onReachable: (isReachable: boolean) => void;
  /** The server answered, and gives no events: the session may have ended. */
  readonly onRefused: () => void;
}

type Message = { readonly kind: 'change'; readonly change: StateChange } | { readonly kind: 'open' } | { readonly kind: 'refused' } | { readonly kind: 'reachable'; readonly isReachable: boolean };

const address = '/jmap/events?types=*&closeafter=no&ping=60';
/** A connection without a ping for so long is dead, whatever the browser believes. */
const silenceMs = 150_000;
const shortestWaitMs = 1_000;
const longestWaitMs = 60_000;

export interface Listening {
  readonly stop: () => void;
  /** Tries at once for the connection, if it is this tab that holds it: what it was refused for is over. */
  readonly reconnect: () => void;
}

/** Listens until it is stopped. */
export function listen({ user, onChange, onOpen, onReachable, onRefused }: EventsOptions): Listening {
  const channel = new BroadcastChannel(`messagerie-events:${user}`);
  const ended = new AbortController();
  const wish = new EventTarget();
  const hear = (message: Message) => {
    if (message.kind === 'change') onChange(message.change);
    else if (message.kind === 'open') onOpen();
    else if (message.kind === 'refused') onRefused();
    else onReachable(message.isReachable);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  const tell = (message: Message) => {
    hear(message);
    channel.postMessage(message);
  };
  void navigator.locks
    .request(`messagerie-events:${user}`, { signal: ended.signal }, () => holdConnection(tell, ended.signal, wish))
    .catch(() => {}); // aborted while waiting for its turn
  return {
    stop: () => {
      ended.abort();
      channel.close();
    },
    reconnect: () => void wish.dispatchEvent(new Event('reconnect')),
  };
}

/** @param wish tells by `reconnect` that waiting makes no sense any more */
function holdConnection(tell: (message: Message) => void, signal: AbortSignal, wish: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | undefined;
    let failures = 0;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;

    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(again, silenceMs);
    };
    const again = () => {
      source?.close();
      clearTimeout(silence);
      clearTimeout(retry);
      tell({ kind: 'reachable', isReachable: false });
      const wait = Math.min(longestWaitMs, shortestWaitMs * 2 ** failures++);
      retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
    };
    const connect = () => {
      clearTimeout(retry);
      source = new EventSource(address);
      source.onopen = () => {
        failures = 0;
        heard();
        tell({ kind: 'reachable', isReachable: true });
        tell({ kind: 'open' });
      };
      source.onerror = () => {
        // A connection that broke is being made anew by the browser; only where there was an answer has it given up.
        if (source?.readyState === EventSource.CLOSED) tell({ kind: 'refused' });
        again();
      };
      source.addEventListener('ping', heard);
      source.addEventListener('state', (event) => {
        heard();
        tell({ kind: 'change', change: JSON.parse((event as MessageEvent<string>).data) as StateChange });
      });
    };
    const anew = () => {
      failures = 0;
      source?.close();
      connect();
    };
    addEventListener('online', anew);
    wish.addEventListener('reconnect', anew);
    // The connection would be missed by its silence only, minutes later.
    addEventListener('offline', again);
    signal.addEventListener('abort', () => {
      removeEventListener('online', anew);
      wish.removeEventListener('reconnect', anew);
      removeEventListener('offline', again);
      clearTimeout(retry);
      clearTimeout(silence);
      source?.close();
      resolve();
    });
    connect();
  });
}

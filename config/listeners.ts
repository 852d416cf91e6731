/** The listeners: base ports, forms of TLS, and how the written keys become an address and a port. */
import { isIP } from 'node:net';
import { isLoopback } from '../api/shared/addresses.ts';
import { OFFERED, unknownCapabilities } from '../shims/imap/capabilities.ts';
import { ValueError } from './problems.ts';
import { boolean, choice, integer, type Key, list, text } from './values.ts';

/** `starttls`: plain at first, TLS on the client's wish. `implicit`: TLS from the first byte. */
export type ListenerTls = 'none' | 'starttls' | 'implicit';

interface Shape {
  readonly basePort: number;
  readonly tls: ListenerTls;
  readonly mayUse: readonly ListenerTls[];
  /** Stays on loopback unless an address is written. */
  readonly loopback?: true;
  /** Speaks IMAP: the keys `literals` and `capabilitiesOff` are there. */
  readonly imap?: true;
  readonly about: string;
}

const lineTls: readonly ListenerTls[] = ['none', 'starttls', 'implicit'];

export const listenerShapes = {
  http: { basePort: 80, tls: 'none', mayUse: ['none'], about: 'HTTP: JMAP, REST, web' },
  https: { basePort: 443, tls: 'implicit', mayUse: ['implicit'], about: 'HTTPS: JMAP, REST, web' },
  smtp: { basePort: 25, tls: 'starttls', mayUse: lineTls, about: 'SMTP: mail for our domains from other servers' },
  submission: { basePort: 587, tls: 'starttls', mayUse: lineTls, about: 'Submission: mail that our people send' },
  submissions: { basePort: 465, tls: 'implicit', mayUse: lineTls, about: 'Submission with TLS from the start' },
  lmtp: { basePort: 24, tls: 'none', mayUse: lineTls, loopback: true, about: 'LMTP: delivery by a relay beside this server, without sign-in' },
  imap: { basePort: 143, tls: 'starttls', mayUse: lineTls, imap: true, about: 'IMAP' },
  imaps: { basePort: 993, tls: 'implicit', mayUse: lineTls, imap: true, about: 'IMAP with TLS from the start' },
  pop3: { basePort: 110, tls: 'starttls', mayUse: lineTls, about: 'POP3' },
  pop3s: { basePort: 995, tls: 'implicit', mayUse: lineTls, about: 'POP3 with TLS from the start' },
} as const satisfies Record<string, Shape>;

/** `LITERAL+`: a client sends literals of any size without being asked; `LITERAL-`: up to 4096 bytes (RFC 7888 §5). */
export type LiteralForm = 'LITERAL+' | 'LITERAL-';

export type ListenerName = keyof typeof listenerShapes;
export const listenerNames = Object.keys(listenerShapes) as readonly ListenerName[];

export interface ListenerConfig {
  readonly name: ListenerName;
  readonly enabled: boolean;
  /** An IP address; `::` takes IPv4 as well and stands for `0.0.0.0` where there is no IPv6. */
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls: ListenerTls;
  /** Bound to loopback: signing in without TLS is accepted. */
  readonly loopback: boolean;
  /** IMAP alone: what it advertises. */
  readonly literals?: LiteralForm;
  /** IMAP alone: what it does not. */
  readonly capabilitiesOff?: readonly string[];
}

export type Listeners = { readonly [Name in ListenerName]: ListenerConfig };

export interface WrittenListener {
  readonly enabled: boolean;
  readonly address: string | null;
  readonly port: number | null;
  readonly tls: ListenerTls;
  readonly literals?: LiteralForm;
  readonly capabilitiesOff?: readonly string[];
}

/** The keys of one listener, as the schema takes them. */
export function listenerKeys<Name extends ListenerName>(name: Name): ListenerKeys<Name> {
  const shape: Shape = listenerShapes[name];
  const common: CommonKeys = {
    enabled: boolean<boolean>({ about: `${shape.about}. \`listeners.${name}: false\` says the same`, fallback: true }),
    address: text<string | null>('IP address or localhost', {
      about: 'Address to listen on',
      fallback: null,
      unset: shape.loopback ? '127.0.0.1' : '127.0.0.1 without a configuration file, :: (all) with one',
    }, checkAddress),
    port: integer<number | null>(0, 65_535, {
      about: 'Port as it is, portOffset is not added; 0 takes any free one',
      fallback: null,
      unset: `${shape.basePort} + portOffset`,
    }),
    tls: choice<ListenerTls, ListenerTls>(shape.mayUse, { about: 'When TLS begins', fallback: shape.tls }),
  };
  if (!shape.imap) return common as ListenerKeys<Name>;
  return {
    ...common,
    literals: choice(['LITERAL+', 'LITERAL-'], {
      about: 'Literals that a client may send without being asked: of any size, or up to 4096 bytes (RFC 7888); this capability is advertised',
      fallback: 'LITERAL+',
    }),
    capabilitiesOff: list('IMAP capabilities', {
      about: 'Capabilities that are left out, for programs that trip over one: `[QRESYNC, THREAD=REFERENCES]`. Commands that come with them are unknown then',
      fallback: [],
    }, checkCapability),
  } as ListenerKeys<Name>;
}

// No interface: a tree of keys can be looked through by name.
type CommonKeys = {
  readonly enabled: Key<boolean>;
  readonly address: Key<string | null>;
  readonly port: Key<number | null>;
  readonly tls: Key<ListenerTls>;
};

export type ListenerKeys<Name extends ListenerName> = (typeof listenerShapes)[Name] extends { readonly imap: true }
  ? CommonKeys & { readonly literals: Key<LiteralForm>; readonly capabilitiesOff: Key<readonly string[]> }
  : CommonKeys;

export function resolveListener(name: ListenerName, written: WrittenListener, portOffset: number, hasConfigFile: boolean): ListenerConfig {
  const shape: Shape = listenerShapes[name];
  const open = hasConfigFile && !shape.loopback;
  const address = written.address === 'localhost' ? '127.0.0.1' : (written.address ?? (open ? '::' : '127.0.0.1'));
  return {
    name,
    enabled: written.enabled,
    address,
    port: written.port ?? shape.basePort + portOffset,
    tls: written.tls,
    loopback: isLoopback(address),
    ...(written.literals === undefined ? {} : { literals: written.literals }),
    ...(written.capabilitiesOff === undefined ? {} : { capabilitiesOff: written.capabilitiesOff }),
  };
}

function checkCapability(name: string): void {
  if (unknownCapabilities([name]).length > 0) {
    throw new ValueError(`${JSON.stringify(name.slice(0, 60))} is no capability that can be switched off; allowed: ${OFFERED.join(', ')}`);
  }
}

function checkAddress(address: string): void {
  if (address !== 'localhost' && isIP(address) === 0) {
    throw new ValueError(`${JSON.stringify(address.slice(0, 60))} is not an address; allowed: an IP address such as 127.0.0.1, 0.0.0.0, ::1, ::, or localhost`);
  }
}

/** What runs here and how each kind of client connects (contract, URLs). */
import type { ListenerName, ListenerTls } from '../../config.ts';
import type { Language } from '../client/index.ts';
import { text, type TextKey } from '../shared/text.ts';
import { html, type Html } from './html.ts';
import { renderPage } from './page.ts';

/** A listener that is bound. */
export interface RunningListener {
  readonly name: ListenerName;
  /** The real one. */
  readonly port: number;
  readonly tls: ListenerTls;
  readonly loopback: boolean;
}

export interface ConnectDetails {
  readonly language: Language;
  /** Name by which people reach the server. */
  readonly host: string;
  /** Address of the web side, without final slash. */
  readonly base: string;
  readonly listeners: readonly RunningListener[];
}

const serviceNames: Readonly<Record<ListenerName, string>> = {
  http: 'HTTP (JMAP, REST)',
  https: 'HTTPS (JMAP, REST)',
  smtp: 'SMTP',
  submission: 'Submission',
  submissions: 'Submission',
  lmtp: 'LMTP',
  imap: 'IMAP',
  imaps: 'IMAP',
  pop3: 'POP3',
  pop3s: 'POP3',
};

export function connectPage(details: ConnectDetails): string {
  const { language, host, base } = details;
  const say = (key: TextKey, params: Readonly<Record<string, string>> = {}): string => unbroken(text(language, key, params));
  const receive = serverOf(details, 'imaps', 'imap');
  const pop = serverOf(details, 'pop3s', 'pop3');
  const send = serverOf(details, 'submissions', 'submission');
  const card = (title: TextKey, steps: TextKey, incoming: Html): Html => html`<section class="card"><h3>${say(title)}</h3><p>${say(steps)}</p>
<dl><dt>${say('connect.incoming')}</dt><dd>${incoming}</dd><dt>${say('connect.outgoing')}</dt><dd>${send}</dd></dl></section>`;
  const link = (path: string): Html => html`<a href="${path}"><bdi dir="ltr">${base}${path}</bdi></a>`;
  const body = html`<p class="lead">${say('connect.lead')}</p>
<h2 id="programs">${say('connect.programs')}</h2>
<div class="cards">
${card('connect.outlook', 'connect.outlook.steps', receive)}
${card('connect.thunderbird', 'connect.thunderbird.steps', receive)}
${card('connect.apple', 'connect.apple.steps', receive)}
${card('connect.phone', 'connect.phone.steps', receive)}
${card('connect.pop', 'connect.pop.steps', pop)}
</div>
<p class="note">${say('connect.certificate')}</p>
<h2 id="running">${say('connect.running')}</h2>
<div class="scroll" role="region" aria-labelledby="running" tabindex="0"><table>
<thead><tr><th scope="col">${say('connect.service')}</th><th scope="col">${say('connect.host')}</th><th scope="col">${say('connect.port')}</th><th scope="col">${say('connect.security')}</th></tr></thead>
<tbody>${details.listeners.map((listener) => row(details, listener))}</tbody>
</table></div>
<h2 id="developers">${say('connect.developers')}</h2>
<div class="card"><dl>
<dt>${say('connect.jmap')}</dt><dd>${link('/.well-known/jmap')}</dd>
<dt>${say('connect.rest')}</dt><dd><bdi dir="ltr">${base}/api/v1</bdi> (<a href="/docs">${say('connect.reference')}</a>)</dd>
<dt>${say('connect.description')}</dt><dd>${link('/openapi.json')}</dd>
</dl></div>`;
  return renderPage({ language, title: say('connect.title', { host }), body });
}

/** French sets a space between these marks and the word that they belong to: no line ends there. */
function unbroken(sentence: string): string {
  return sentence.replace(/(?<=«) | (?=[»:;?!])/g, '\u202f');
}

function row(details: ConnectDetails, listener: RunningListener): Html {
  const { language, host } = details;
  const local = listener.loopback ? html` <span class="note">(${text(language, 'connect.local')})</span>` : html``;
  return html`<tr><th scope="row">${serviceNames[listener.name]}</th><td><bdi dir="ltr">${listener.loopback ? 'localhost' : host}</bdi>${local}</td><td><bdi dir="ltr">${listener.port}</bdi></td><td>${text(language, `connect.tls.${listener.tls}`)}</td></tr>`;
}

/** Server, port and encryption to type in: the listener with TLS from the start where there is one. */
function serverOf({ language, host, listeners }: ConnectDetails, ...names: readonly ListenerName[]): Html {
  const listener = preferredListener(listeners, ...names);
  if (!listener) return html`${text(language, 'connect.off')}`;
  const service = serviceNames[listener.name];
  return html`<bdi dir="ltr">${listener.loopback ? 'localhost' : host}:${listener.port}</bdi> (${service === 'Submission' ? 'SMTP' : service}, ${text(language, `connect.tls.${listener.tls}`)})`;
}

/** The first of these that runs. */
export function preferredListener(listeners: readonly RunningListener[], ...names: readonly ListenerName[]): RunningListener | undefined {
  return names.map((name) => listeners.find((running) => running.name === name)).find((running) => running !== undefined);
}

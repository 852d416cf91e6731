/** Transcripts of what mail programs say, kept in `tests/fixtures/clients/` (its README has the form), and their player. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { ImapClient } from '../protocol/imap/harness.ts';

export interface Scene {
  readonly title: string;
  readonly steps: readonly Step[];
}

type Step = { readonly connection: number; readonly line: number } & (
  /** Several lines are a message behind `{?}`. */
  | { readonly kind: 'send'; readonly text: string; readonly message: string | undefined }
  | { readonly kind: 'expect'; readonly pattern: string }
  | { readonly kind: 'event'; readonly words: string }
);

/** @throws Error for a line of no known kind, with its number */
export function readTranscript(file: string): Scene[] {
  const scenes: { title: string; steps: Step[] }[] = [];
  for (const [i, raw] of readFileSync(file, 'utf8').split('\n').entries()) {
    const line = i + 1;
    if (raw.startsWith('#') || raw.trim() === '') continue;
    if (raw.startsWith('== ')) {
      scenes.push({ title: raw.slice(3), steps: [] });
      continue;
    }
    const [, kind, number, text = ''] = /^([CMSE])(\d?):(?: (.*))?$/.exec(raw) ?? [];
    const steps = scenes.at(-1)?.steps;
    if (!kind || !steps) throw new Error(`${file}:${line}: ${raw}`);
    const at = { line, connection: Number(number || 1) };
    if (kind === 'S') steps.push({ ...at, kind: 'expect', pattern: text });
    else if (kind === 'E') steps.push({ ...at, kind: 'event', words: text });
    else if (kind === 'C') steps.push({ ...at, kind: 'send', text, message: undefined });
    else {
      const before = steps.pop();
      if (before?.kind !== 'send' || !before.text.endsWith('{?}')) throw new Error(`${file}:${line}: a message belongs behind a command with {?}`);
      steps.push({ ...before, message: `${before.message ?? ''}${text}\r\n` });
    }
  }
  return scenes;
}

export interface Stage {
  readonly port: number;
  /** What `%{name}` stands for at the start; a name first met in an `S:` line takes what it finds there. */
  readonly values: Readonly<Record<string, string>>;
  /** Carries out an `E:` line. */
  happens(words: string): Promise<void>;
}

/** Plays a scene. @throws Error at the first answer that is not the expected one, with the line of the fixture */
export async function play(scene: Scene, stage: Stage): Promise<void> {
  const connections = new Map<number, ImapClient>();
  const values = new Map(Object.entries(stage.values));
  let skips = false;
  try {
    for (const step of scene.steps) {
      let client = connections.get(step.connection);
      if (!client) {
        client = new ImapClient(connect(stage.port, '127.0.0.1'));
        connections.set(step.connection, client);
      }
      if (step.kind === 'event') {
        await stage.happens(step.words);
      } else if (step.kind === 'send') {
        await send(client, step.text.replace(/%\{(\w+)\}/g, (_, name: string) => values.get(name) ?? ''), step.message);
      } else if (step.pattern === '...') {
        skips = true;
      } else {
        await meet(client, step, skips, values);
        skips = false;
      }
    }
  } finally {
    for (const client of connections.values()) client.socket.destroy();
  }
}

async function send(client: ImapClient, text: string, message: string | undefined): Promise<void> {
  if (message === undefined) {
    client.send(`${text}\r\n`);
    return;
  }
  const bytes = Buffer.from(message, 'utf8');
  client.send(`${text.replace(/\{\?\}$/, `{${bytes.length}}`)}\r\n`);
  const answer = await response(client);
  if (!answer?.startsWith('+')) throw new Error(`${text}: ${answer ?? '(end)'}`);
  client.send(`${bytes.toString('latin1')}\r\n`);
}

async function meet(client: ImapClient, step: Step & { kind: 'expect' }, skips: boolean, values: Map<string, string>): Promise<void> {
  const seen: string[] = [];
  for (;;) {
    const answer = await response(client).catch((error: unknown) => {
      throw new Error(`line ${step.line} expects ${step.pattern}; what came: ${seen.join(' | ')}; ${String(error)}`);
    });
    const fits = step.pattern === '(end)' ? answer === undefined : answer !== undefined && matches(step.pattern, answer, values);
    if (fits) return;
    seen.push(answer ?? '(end)');
    if (!skips || answer === undefined) throw new Error(`line ${step.line} expects ${step.pattern}\n${seen.join('\n')}`);
  }
}

/** The next response as one string, its literals inside; undefined at the end of the connection. */
async function response(client: ImapClient): Promise<string | undefined> {
  let whole = '';
  for (;;) {
    const line = await client.line();
    if (line === undefined) return undefined;
    whole += line;
    const [, octets] = /\{(\d+)\}$/.exec(line) ?? [];
    if (octets === undefined) return whole;
    whole += `\r\n${await client.bytes(Number(octets))}`;
  }
}

/** `*` stands for anything, but for the one at the beginning and in `\*`; `%{name}` for what the name has, or for what it takes now. */
function matches(pattern: string, answer: string, values: Map<string, string>): boolean {
  const taken: string[] = [];
  const body = pattern.startsWith('* ') ? pattern.slice(2) : pattern;
  const expression = body.split(/((?<!\\)\*|%\{\w+\})/).map((piece) => {
    if (piece === '*') return '.*?';
    const [, name] = /^%\{(\w+)\}$/.exec(piece) ?? [];
    if (name === undefined) return escaped(Buffer.from(piece, 'utf8').toString('latin1'));
    const known = values.get(name);
    if (known !== undefined) return escaped(known);
    taken.push(name);
    return '([^ \\])]+)';
  }).join('');
  const found = new RegExp(`^${pattern.startsWith('* ') ? '\\* ' : ''}${expression}$`, 's').exec(answer);
  for (const [i, name] of taken.entries()) if (found) values.set(name, found[i + 1] as string);
  return found !== null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

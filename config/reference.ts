/** The tables of `docs/configuration.md`, made from the schema so that they cannot differ from it. */
import { allKeys, environmentName } from './keys.ts';
import { listenerNames, listenerShapes } from './listeners.ts';

/** Markdown between the markers of `docs/configuration.md`. */
export function configurationTables(): string {
  const rows = allKeys();
  const groups = [
    ['Keys', rows.filter(([dotted]) => !dotted.startsWith('limits.') && !dotted.startsWith('listeners.'))],
    ['Listeners', rows.filter(([dotted]) => dotted.startsWith('listeners.'))],
    ['Limits', rows.filter(([dotted]) => dotted.startsWith('limits.'))],
  ] as const;
  return groups
    .map(([title, group]) => {
      const lines = group.map(([dotted, key]) => `| \`${dotted}\` | \`${environmentName(dotted)}\` | ${cell(key.takes)} | ${cell(key.unset)} | ${cell(key.about)} |`);
      return [`## ${title}`, '', ...(title === 'Listeners' ? [listenerSummary(), ''] : []), '| Key | Variable | Takes | If not written | What it is |', '|---|---|---|---|---|', ...lines].join('\n');
    })
    .join('\n\n');
}

function listenerSummary(): string {
  return [
    '| Listener | Base port | With `portOffset: 8000` | TLS |',
    '|---|---|---|---|',
    ...listenerNames.map((name) => {
      const { basePort, tls } = listenerShapes[name];
      return `| \`${name}\` | ${basePort} | ${basePort + 8000} | ${tls} |`;
    }),
  ].join('\n');
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|');
}

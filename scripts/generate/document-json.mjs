/** The document as it is served: `readOnly` for what only the server sets, two spaces, a line end. */
export function documentJson(document) {
  return `${JSON.stringify(document, (_key, value) => (value?.['x-server-set'] ? { ...value, readOnly: true } : value), 2)}\n`;
}

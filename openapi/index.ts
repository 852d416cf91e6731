/** The one source of types, for all rooms: the JMAP objects and methods, the REST operations, and the document itself. */
import { readFileSync } from 'node:fs';

export type * from './generated/jmap.ts';
export type { components, operations, paths } from './generated/types.ts';
export { jmapMethods, jmapObjects } from './generated/jmap.ts';
export { invalidProperties, propertyValidator, validator } from './validate.ts';
export type { Issue, SchemaName, Validate } from './validate.ts';
export { openApiDocument } from './document.ts';
export type { OpenApiDocument } from './document.ts';

/** The page of `/docs`: one file, without scripts or outside addresses. */
export function docsPage(): string {
  return readFileSync(new URL('./generated/docs.html', import.meta.url), 'utf8');
}

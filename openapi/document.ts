import { readFileSync } from 'node:fs';
import type { components } from './generated/types.ts';

/** A JSON Schema of the document; opened up only as far as the validators need. */
export type Schema = {
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  [keyword: string]: unknown;
};

/** The OpenAPI 3.1 document, as `GET /openapi.json` answers it. */
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<keyof components['schemas'], Schema> };
  'x-jmap-methods': Record<string, { capability: string; rfc: string; arguments: { $ref: string }; response: { $ref: string } }>;
  [extension: string]: unknown;
};

let loaded: OpenApiDocument | undefined;

/** The document, read once from the file beside this module (the build copies it). */
export function openApiDocument(): OpenApiDocument {
  loaded ??= JSON.parse(readFileSync(new URL('./generated/openapi.json', import.meta.url), 'utf8')) as OpenApiDocument;
  return loaded;
}

import { describe, expect, test } from 'vitest';
import { validator, openApiDocument } from '../../../openapi/index.ts';
import type { SchemaName } from '../../../openapi/index.ts';

describe('every schema compiles', () => {
  test.each(Object.keys(openApiDocument().components.schemas) as SchemaName[])('%s', (name) => {
    expect(() => validator(name)(null)).not.toThrow();
  });
});

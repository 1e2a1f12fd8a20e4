import { expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { SchemaCheckConfig } from './config-file.ts';
import type { configSchema } from './config.ts';

it('is documented for its users as it is parsed', () => {
  expectTypeOf<z.input<typeof configSchema>>().toEqualTypeOf<SchemaCheckConfig>();
});

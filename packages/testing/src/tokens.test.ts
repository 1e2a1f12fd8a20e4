import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { createTestIssuers } from './tokens.ts';

it('keeps the keys of its issuers in the folder that goes with the run', async () => {
  const { trusted } = await createTestIssuers();
  for (const { jwksUrl } of trusted)
    expect(fileURLToPath(jwksUrl).startsWith(inject('runFolder'))).toBe(true);
});

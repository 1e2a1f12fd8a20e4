import { createTestIssuers, watchDeparture } from '@customer-graph/testing';
import { expect, it } from 'vitest';
import { startGatewayProcess } from './fixture/gateway-process.ts';

const notice = 2_000;

it('is seen as not ready, refusing and resetting nothing, for the notice it is to give', async () => {
  const nowhere = 'http://127.0.0.1:1/graphql';
  const gateway = await startGatewayProcess({
    issuers: await createTestIssuers(),
    urls: { people: nowhere, posts: nowhere },
    environment: { STOP_NOTICE_MS: String(notice) },
  });
  let code: number | null = null;
  const departure = await watchDeparture(gateway.origin, async () => {
    code = await gateway.stop();
  });
  expect(code).toBe(0);
  expect(departure.askedToClose).toBe(true);
  // The probe sees the first moment a little late.
  expect(departure.servedAsUnready).toBeGreaterThan(notice - 700);
}, 120_000);

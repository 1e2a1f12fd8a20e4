import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Received } from './compare/responses.ts';

const body = z.object({ data: z.unknown(), errors: z.array(z.unknown()).default([]) });
const patience = 30_000;

const transient = ['SERVICE_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'];
const tries = 4;
const pause = 500;
const coded = z.object({ extensions: z.object({ code: z.string() }) });

/** Sends an operation again while a process is too busy to do anything about it: a slow machine is no difference. */
export async function sendPatiently(...call: Parameters<typeof send>): Promise<Received> {
  for (let attempt = 1; ; attempt += 1) {
    const received = await send(...call);
    if (attempt === tries || !received.errors.some(isTransient)) return received;
    await delay(pause * attempt);
  }
}

const isTransient = (error: unknown): boolean =>
  transient.includes(coded.safeParse(error).data?.extensions.code ?? '');

/** Sends one operation. A failed connection is a response too: without data, with that as its error. */
export async function send(
  url: string,
  call: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  headers: Readonly<Record<string, string>>,
): Promise<Received> {
  const sentAt = Date.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(patience),
    });
    const parsed = body.safeParse(await response.json());
    const { data = null, errors } = parsed.data ?? { errors: ['not a GraphQL response'] };
    return { status: response.status, data, errors, sentAt };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 0, data: null, errors: [{ message }], sentAt };
  }
}

import type { SubgraphResponse } from '../../src/index.ts';
import type { Federation } from '../supergraphs.ts';
import { hash } from './entropy.ts';
import { spoil } from './faults.ts';
import { answer } from './subgraph-data.ts';

export interface SentRequest {
  readonly serviceName: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

/** What the subgraphs are like in one run. */
export interface Weather {
  readonly seed: number;
  /** One in so many answers is spoiled; never when zero. */
  readonly spoilOneIn: number;
  readonly nullOdds: number;
}

/** Subgraphs whose answers depend only on the request and the seed, in the order of asking. */
export class Subgraphs {
  readonly sent: SentRequest[] = [];
  readonly #federation: Federation;
  readonly #weather: Weather;

  constructor(federation: Federation, weather: Weather) {
    this.#federation = federation;
    this.#weather = weather;
  }

  async fetch(sent: SentRequest): Promise<SubgraphResponse> {
    const request = { ...sent, variables: overTheWire(sent.variables) };
    this.sent.push(request);
    // One turn of the event loop each, so that answers arrive in the order of the requests
    // however many promises an executor puts in between.
    await new Promise((resolve) => setImmediate(resolve));
    const { seed, spoilOneIn, nullOdds } = this.#weather;
    const schema = this.#federation.subgraphs.get(request.serviceName);
    if (schema === undefined) throw new Error(`No subgraph ${request.serviceName}`);
    const result = await answer(schema, request, seed, nullOdds);
    const luck = hash(seed, request.serviceName, request.query, request.variables);
    const spoiled = spoilOneIn > 0 && luck % spoilOneIn === 0;
    const response = overTheWire(result);
    return spoiled ? overTheWire(spoil(response, luck)) : response;
  }
}

function overTheWire<Value extends object>(value: Value): Value {
  const received: unknown = JSON.parse(JSON.stringify(value));
  if (isLike(received, value)) return received;
  throw new Error('Expected JSON to keep an object');
}

function isLike<Value extends object>(copy: unknown, original: Value): copy is Value {
  return typeof copy === typeof original && copy !== null;
}

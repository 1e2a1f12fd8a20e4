import { signatureHeader, signCall } from '@customer-graph/trust';
import { GraphQLError } from 'graphql';
import { z } from 'zod';

/** One field on the way to an object, with its arguments as literals. */
export interface Step {
  /** The object type that has it. */
  readonly on: string;
  readonly name: string;
  readonly text: string;
  /** Which element, for each list around the object. */
  readonly indices: readonly number[];
}

/** Where a module has an object: below its query type, or below an entity. */
export interface Place {
  readonly module: string;
  readonly entity?: { readonly __typename: string; readonly id: unknown };
  readonly steps: readonly Step[];
}

type Path = readonly (string | number)[];

const responseShape = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default([]),
});
type ModuleResponse = z.output<typeof responseShape>;
type ModuleError = ModuleResponse['errors'][number];

export interface Caller {
  readonly name: string;
  /** As a client sends them. */
  readonly headers: Readonly<{ authorization?: string; 'x-store-id'?: string }>;
}

export interface ReaderOptions {
  readonly secret: string;
  readonly urlOf: (module: string) => string;
  readonly caller: Caller;
}

const atOnce = 8;

function pathOf({ entity, steps }: Place): Path {
  const path = steps.flatMap(({ name, indices }) => [name, ...indices]);
  return entity ? ['_entities', 0, ...path] : path;
}

function queryOf({ entity, steps }: Place, isLeaf: boolean): string {
  const query = steps.reduceRight(
    (below, { on, text }) => `{ ... on ${on} { ${text} ${below} } }`,
    isLeaf ? '' : '{ __typename }',
  );
  if (!entity) return `query ${query}`;
  return `query ($of: [_Any!]!) { _entities(representations: $of) ${query} }`;
}

const startsWith = (path: Path | undefined, start: Path): boolean =>
  path === undefined || start.every((part, index) => path[index] === part);

/** Reads one field at a time, each by a query of its own to the module that has it, as one caller. */
export class SubgraphReader {
  readonly #options: ReaderOptions;
  /** Reading twice would show nothing new: nobody writes meanwhile. */
  readonly #responses = new Map<string, Promise<ModuleResponse>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Fields that were read of an entity in another module than the one that the object was found in. */
  crossings = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * @returns what is there, with a `GraphQLError` for each element of a list that failed
   * @throws GraphQLError for a field that failed
   */
  async read(place: Place, isLeaf: boolean): Promise<unknown> {
    if (place.entity) this.crossings++;
    const { data, errors } = await this.#ask(place, isLeaf);
    let value: unknown = data;
    const walked: (string | number)[] = [];
    for (const part of pathOf(place)) {
      if (value === null || value === undefined) break;
      walked.push(part);
      value = Reflect.get(Object(value), part);
    }
    return withErrors(value, walked, errors, true);
  }

  async #ask(place: Place, isLeaf: boolean): Promise<ModuleResponse> {
    const { module, entity } = place;
    const body = JSON.stringify({
      query: queryOf(place, isLeaf),
      ...(entity && { variables: { of: [entity] } }),
    });
    const key = `${module} ${body}`;
    const known = this.#responses.get(key) ?? this.#inTurn(() => this.#send(module, body));
    this.#responses.set(key, known);
    return known;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= atOnce)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #send(module: string, body: string): Promise<ModuleResponse> {
    const { secret, urlOf, caller } = this.#options;
    const { headers } = caller;
    const signature = signCall(secret, 'gateway', {
      service: module,
      path: '/graphql',
      headers,
      body,
    });
    const response = await fetch(`${urlOf(module)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, [signatureHeader]: signature },
      body,
    });
    return responseShape.parse(await response.json());
  }
}

function withErrors(
  value: unknown,
  path: Path,
  errors: readonly ModuleError[],
  isWhole: boolean,
): unknown {
  if (Array.isArray(value))
    return value.map((each, index) => withErrors(each, [...path, index], errors, false));
  if (value !== null && value !== undefined) return value;
  const found = errors.find((error) => startsWith(error.path, path));
  if (!found) return null;
  const error = new GraphQLError(found.message, { extensions: found.extensions ?? {} });
  if (isWhole) throw error;
  return error;
}

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../../infra/local/src/child.ts';

/**
 * The modules' contracts with made-up values: enough for gateways, without a database. Each response is made once and repeated
 * from then on, so that its bytes are the same for both gateways.
 */
const ofGateway = createRequire(path.join(root, 'gateway/package.json'));
const { buildSubgraphSchema }: typeof import('@apollo/subgraph') = ofGateway('@apollo/subgraph');
const {
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
}: typeof import('graphql') = ofGateway('graphql');

type Schema = ReturnType<typeof buildSubgraphSchema>;
type Resolver = NonNullable<Parameters<typeof execute>[0]['fieldResolver']>;

const listLengths: Readonly<Record<string, number>> = { edges: 20, byCurrency: 1 };
const leaves: Readonly<Record<string, unknown>> = {
  Int: 12,
  Boolean: true,
  Float: 1.5,
  MinorUnits: 12_345,
};

const sampleOf: Resolver = (source, args, _context, { fieldName, returnType, schema }) => {
  const known: unknown = source?.[fieldName];
  if (known !== undefined) return known;
  if (args['id'] === 'missing') return null;
  const sample = (type: typeof returnType): unknown => {
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: listLengths[fieldName] ?? 5 }, () => sample(nullable.ofType));
    if (isObjectType(nullable)) return { __typename: nullable.name };
    if (isAbstractType(nullable)) return { __typename: schema.getPossibleTypes(nullable)[0]?.name };
    if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
    return leaves[getNamedType(type).name] ?? `${fieldName} ${'0'.repeat(20)}`;
  };
  return sample(returnType);
};

function serve(schema: Schema, port: number): void {
  const known = new Map<string, Buffer>();
  async function respond(body: string): Promise<Buffer> {
    const kept = known.get(body);
    if (kept) return kept;
    const { query, variables = {} } = JSON.parse(body);
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: variables,
      fieldResolver: sampleOf,
      rootValue: {},
    });
    const bytes = Buffer.from(JSON.stringify(result));
    if (known.size < 10_000) known.set(body, bytes);
    return bytes;
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void respond(Buffer.concat(chunks).toString() || '{"query":"{__typename}"}').then(
        (bytes) =>
          response
            .writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
            .end(bytes),
        () => response.writeHead(500).end(),
      );
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(port, '127.0.0.1');
}

const ports: Record<string, number> = JSON.parse(process.env['BENCH_SERVICES'] ?? '{}');
for (const [name, port] of Object.entries(ports)) {
  const sdl = await readFile(path.join(root, `services/${name}/schema.graphql`), 'utf8');
  serve(buildSubgraphSchema({ typeDefs: parse(sdl) }), port);
}

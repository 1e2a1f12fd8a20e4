// Hive Gateway as a process of its own: its types extend those of graphql for everything that is compiled with them.
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import * as http from '@graphql-mesh/transport-http';

const passedOn = ['authorization', 'x-store-id'];

const gateway = createGatewayRuntime({
  supergraph: process.env.SUPERGRAPH,
  transports: { http },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        passedOn.flatMap((name) => {
          const value = request.headers.get(name);
          return value ? [[name, value]] : [];
        }),
      ),
  },
  landingPage: false,
  logging: false,
  // The services have masked what a client may not see.
  maskedErrors: false,
});
const server = createServer(gateway).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/graphql\n`);
});

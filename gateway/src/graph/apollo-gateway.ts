import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { AdmittedOperation } from '../execution/admitted-operation.ts';
import type { CallContext } from '../execution/call-context.ts';
import { planExtension } from '../execution/query-plan-extension.ts';
import type { Graph } from './graph.ts';

/** Apollo Server's context value. */
export interface GatewayContext extends Record<string, unknown> {
  readonly call: CallContext;
  /** Undefined when the request names no document. */
  readonly admitted: AdmittedOperation | undefined;
}

type GatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

const isContext = (context: Record<string, unknown>): context is GatewayContext =>
  'call' in context;

/** Lets Apollo Server execute what was admitted. */
const createExecutor =
  (exposeQueryPlans: boolean): Executor =>
  async ({ context, request }) => {
    const { admitted, call } = isContext(context) ? context : {};
    if (!admitted || !call) throw new Error('the context value is not one of an operation');
    const { operation, variables, faults } = admitted;
    // Without data, Apollo Server blames the client.
    if (faults) return { errors: faults };
    const { extensions, ...result } = await admitted.execute(call);
    const shown =
      exposeQueryPlans && result.data
        ? planExtension(
            request.http?.headers,
            () => operation.executable.compiledFor(variables).plan,
          )
        : undefined;
    return { ...result, ...((extensions ?? shown) && { extensions: { ...extensions, ...shown } }) };
  };

/** What Apollo Server needs to serve a graph. */
export const createGatewayInterface = (
  graph: Graph,
  exposeQueryPlans: boolean,
): GatewayInterface => ({
  onSchemaLoadOrUpdate: (callback) =>
    graph.onServed(({ schema, sdl }) => callback({ apiSchema: schema, coreSupergraphSdl: sdl })),
  async load() {
    await graph.start();
    return { executor: createExecutor(exposeQueryPlans) };
  },
  async stop() {
    graph.stop();
  },
});

import { type Context, type Section, type Side, compareWithBase, notJudged } from '../context.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { Kind } from '../graphql.ts';

export function judgeGateway(context: Context): Section {
  const { composed, gatewayError } = context.head.graph;
  if (!composed && !gatewayError) return notJudged('gateway', 'the subgraphs do not compose');
  // As in the build: nothing can be judged of a graph that is not served, whoever broke it.
  const findings = gatewayError
    ? [makeFinding('gateway-refuses', 'supergraph', gatewayError)]
    : compareWithBase(context, notExecuted);
  const summary = composed
    ? 'Supergraph.build with the features of @apollo/gateway loads it'
    : 'the gateway refuses it';
  return { name: 'gateway', summary, findings, details: [] };
}

/** Loading says nothing of what the gateway executes. */
function notExecuted(side: Side, { base, operations }: Context): Finding[] {
  return operations
    .filter(({ inHead, inBase }) => (side === base ? inBase : inHead))
    .filter(({ document }) =>
      document.definitions.some(
        (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === 'subscription',
      ),
    )
    .map(({ label, place }) =>
      makeFinding(
        'operation-not-executed',
        label,
        `${label} is a subscription, which the gateway refuses`,
        { place, operations: [{ name: label, place }] },
      ),
    );
}

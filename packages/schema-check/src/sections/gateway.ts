import { type Context, type Section, compareWithBase, notJudged } from '../context.ts';
import { makeFinding } from '../finding.ts';

export function judgeGateway(context: Context): Section {
  const { composed, gatewayError } = context.head.graph;
  if (!composed && !gatewayError) return notJudged('gateway', 'the subgraphs do not compose');
  const findings = compareWithBase(context, ({ graph }) =>
    graph.gatewayError ? [makeFinding('gateway-refuses', 'supergraph', graph.gatewayError)] : [],
  );
  const summary = composed
    ? 'Supergraph.build with the features of @apollo/gateway loads it'
    : 'Supergraph.build with the features of @apollo/gateway refuses it';
  return { name: 'gateway', summary, findings, details: [] };
}

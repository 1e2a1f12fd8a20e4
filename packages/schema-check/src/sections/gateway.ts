import { type Context, type Section, notJudged } from '../context.ts';
import { makeFinding } from '../finding.ts';

export function judgeGateway({ head }: Context): Section {
  const { composed, gatewayError } = head.graph;
  if (!composed && !gatewayError) return notJudged('gateway', 'the subgraphs do not compose');
  // As in the build: nothing can be judged of a graph that is not served, whoever broke it.
  const findings = gatewayError ? [makeFinding('gateway-refuses', 'supergraph', gatewayError)] : [];
  const summary = composed
    ? 'Supergraph.build with the features of @apollo/gateway loads it'
    : 'Supergraph.build with the features of @apollo/gateway refuses it';
  return { name: 'gateway', summary, findings, details: [] };
}

import {
  NoDeprecatedCustomRule,
  type GraphQLError,
  type GraphQLSchema,
  validate,
} from '../graphql.ts';
import { type Context, type Section, type Side, compareWithBase, notJudged } from '../context.ts';
import { type Finding, type Place, fingerprint, makeFinding } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { usageOf } from '../changes/usage.ts';
import { positionOf } from '../operation-source.ts';
import { count } from '../text.ts';

export function judgeOperations(context: Context): Section {
  const api = context.head.graph.composed?.api;
  if (!api) return notJudged('operations', 'the subgraphs do not compose');
  const findings = compareWithBase(context, findFaults);
  const { operations } = context;
  const touched = (rule: string) => namesIn(findings.filter((finding) => finding.rule === rule));
  const [broken, deprecated] = [touched('operation-broken'), touched('uses-deprecated')];
  const unaffected = operations.filter(({ label }) => !broken.has(label) && !deprecated.has(label));
  const summary =
    operations.length === 0
      ? 'no operations are configured, so every breaking change counts as unused'
      : `${count(operations.length, 'operation')}: ${broken.size} broken, ${deprecated.size} use something deprecated, ${unaffected.length} unaffected`;
  return { name: 'operations', summary, findings, details: unusedRootFields(api, operations) };
}

/** What of Query and Mutation may go without anybody being named, or belongs to a front end whose operations are missing here. */
function unusedRootFields(api: GraphQLSchema, operations: JudgedOperation[]): string[] {
  const usage = usageOf(api, operations);
  return [api.getQueryType(), api.getMutationType()].flatMap((type) => {
    const fields = Object.keys(type?.getFields() ?? {});
    const unused = fields.filter((field) => usage.of(`${type?.name}.${field}`).length === 0);
    if (unused.length === 0) return [];
    return `of the ${count(fields.length, 'field')} of ${type?.name}, no known operation uses ${unused.length}: ${unused.join(', ')}`;
  });
}

function findFaults(side: Side, { base, operations }: Context): Finding[] {
  const api = side.graph.composed?.api;
  if (!api) return [];
  const present = side === base ? operations.filter(({ inBase }) => inBase) : operations;
  return present.flatMap((operation) => faultsOf(operation, api));
}

function faultsOf(operation: JudgedOperation, api: GraphQLSchema): Finding[] {
  const asFinding = (rule: string) => (error: GraphQLError) =>
    makeFinding(rule, `${operation.label}:${fingerprint(error.message)}`, error.message, {
      place: placeIn(operation, error),
      operations: [{ name: operation.label, place: operation.place }],
    });
  const deprecated = validate(api, operation.document, [NoDeprecatedCustomRule]);
  return [
    ...validate(api, operation.document).map(asFinding('operation-broken')),
    ...deprecated.map(asFinding('uses-deprecated')),
  ];
}

function placeIn({ place }: JudgedOperation, error: GraphQLError): Place {
  const node = error.nodes?.[0]?.loc;
  // Positions inside a manifest entry are not positions in the file.
  if (!node || place.file.endsWith('.json')) return place;
  return { ...place, file: node.source.name, ...positionOf(node) };
}

function namesIn(findings: Finding[]): Set<string> {
  return new Set(findings.flatMap(({ operations }) => operations.map(({ name }) => name)));
}

import type { GraphQLError } from '../graphql.ts';
import { type Context, type Section, type Side, compareWithBase } from '../context.ts';
import { type Finding, type Place, fingerprint, makeFinding } from '../finding.ts';
import type { CompositionHint } from '../graph.ts';
import { count } from '../text.ts';

/** Hints that mean the API has less, or promises less, than a subgraph declares. */
const raisedHints = new Set([
  'INCONSISTENT_ARGUMENT_PRESENCE',
  'INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE',
  'INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE',
  'INCONSISTENT_DEFAULT_VALUE_PRESENCE',
  'INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM',
  'INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS',
  'INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE',
  'INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE',
  'INCONSISTENT_INPUT_OBJECT_FIELD',
  'NO_EXECUTABLE_DIRECTIVE_INTERSECTION',
]);

export function judgeBuild(context: Context): Section {
  const { graph, project } = context.head;
  const errors = graph.syntaxErrors.length + graph.compositionErrors.length;
  const subgraphs = count(project.subgraphs.length, 'subgraph');
  const summary =
    errors > 0
      ? `${subgraphs} do not compose: ${count(errors, 'error')}`
      : `${subgraphs} compose, ${count(graph.hints.length, 'hint')}`;
  return { name: 'build', summary, findings: findingsOf(context), details: [] };
}

/** Nothing can be judged of a graph that does not compose, whoever broke it: that the base is broken too excuses no change. */
function findingsOf(context: Context): Finding[] {
  const errors = ['sdl-syntax', 'composition-error'];
  return compareWithBase(context, findFaults).map((finding) =>
    errors.includes(finding.rule) ? { ...finding, known: false } : finding,
  );
}

function findFaults({ graph }: Side): Finding[] {
  return [
    ...graph.syntaxErrors.map((error) => fromError('sdl-syntax', error)),
    ...graph.compositionErrors.map((error) => fromError('composition-error', error)),
    ...graph.hints.filter(({ definition }) => raisedHints.has(definition.code)).map(fromHint),
  ];
}

function fromError(rule: string, error: GraphQLError): Finding {
  const code = typeof error.extensions['code'] === 'string' ? error.extensions['code'] : 'SYNTAX';
  const place = placeOfError(error);
  const sharing = code === 'INVALID_FIELD_SHARING';
  const subject = `${code}:${fingerprint(error.message)}`;
  return makeFinding(rule, subject, error.message, {
    ...(place && { place }),
    ...(sharing && {
      fix: 'If the type lost its @key, put the key back: without it the subgraphs no longer mean the same entity. Otherwise mark the field @shareable in all of them, or keep it in one.',
    }),
  });
}

function fromHint(hint: CompositionHint): Finding {
  const subject = `${hint.definition.code}:${hint.coordinate ?? fingerprint(hint.message)}`;
  const place = hint.nodes?.map((node) => placeOfNode(node)).find(Boolean);
  return makeFinding('composition-hint', subject, hint.message, { ...(place && { place }) });
}

function placeOfError(error: GraphQLError): Place | undefined {
  const at = error.locations?.[0];
  if (error.source && at)
    return { file: error.source.name, line: at.line, column: at.column, at: 'head' };
  return error.nodes?.map((node) => placeOfNode(node)).find(Boolean);
}

function placeOfNode(node: { loc?: GraphNodeLocation | undefined }): Place | undefined {
  if (!node.loc) return undefined;
  const { line, column } = node.loc.startToken;
  return { file: node.loc.source.name, line, column, at: 'head' };
}

interface GraphNodeLocation {
  startToken: { line: number; column: number };
  source: { name: string };
}

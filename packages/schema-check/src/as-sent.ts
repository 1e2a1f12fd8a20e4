import { z } from 'zod';
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  Kind,
  parseType,
  valueFromASTUntyped,
  visit,
} from './graphql.ts';

/** Fields with these are resolved by the client itself and never sent. */
const local = new Set(['client', 'rest']);

/** Directives that Apollo Client and Relay take out of what they send. */
const stripped = new Set([
  ...['connection', 'unmask', 'nonreactive', 'export', 'type', 'argumentDefinitions', 'arguments'],
  ...['uncheckedArguments_DEPRECATED', 'refetchable', 'relay', 'inline', 'no_inline', 'match'],
  ...['module', 'preloadable', 'raw_response_type', 'required', 'catch', 'throwOnFieldError'],
  ...['alias', 'live_query', 'stream_connection', 'updatable', 'assignable', 'waterfall'],
  ...['appendNode', 'prependNode', 'appendEdge', 'prependEdge', 'deleteRecord', 'deleteEdge'],
  ...['credentials', 'semanticNonNull'],
]);

/** An operation with its fragments, as a client sends it: without what is meant for the client. */
export function asSent(document: DocumentNode): DocumentNode {
  const before = variablesUsed(document);
  const sent = visit(document, {
    Field: { enter: (node: FieldNode) => (isLocal(node) ? null : undefined) },
    SelectionSet: {
      leave: (node: SelectionSetNode) =>
        node.selections.length === 0 ? { ...node, selections: [typename] } : undefined,
    },
    Directive: (node: DirectiveNode) => (stripped.has(node.name.value) ? null : undefined),
  });
  const after = variablesUsed(sent);
  const ofFragments = document.definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? variablesOf(node) : [],
  );
  return visit(sent, {
    OperationDefinition(node) {
      const own = (node.variableDefinitions ?? []).filter(({ variable: { name } }) => {
        const onlyForTheClient = before.has(name.value) && !after.has(name.value);
        return !onlyForTheClient;
      });
      const names = new Set(own.map(({ variable }) => variable.name.value));
      const more = ofFragments.filter(({ variable: { name } }) => {
        const isNew = after.has(name.value) && !names.has(name.value);
        names.add(name.value);
        return isNew;
      });
      return { ...node, variableDefinitions: [...own, ...more] };
    },
  });
}

const typename: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

const isLocal = ({ directives = [] }: FieldNode): boolean =>
  directives.some(({ name }) => local.has(name.value));

function variablesUsed(document: DocumentNode): Set<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return used;
}

const relayArgument = z.object({ type: z.string() });

/** What Relay declares on a fragment, `@argumentDefinitions(first: { type: "Int", defaultValue: 10 })`, and inlines. */
function variablesOf({ directives = [] }: FragmentDefinitionNode): VariableDefinitionNode[] {
  const declared = directives.filter(({ name }) => name.value === 'argumentDefinitions');
  return declared.flatMap((directive) =>
    (directive.arguments ?? []).flatMap(({ name, value }) => {
      const argument = relayArgument.safeParse(valueFromASTUntyped(value));
      if (!argument.success) return [];
      const type = parseType(argument.data.type);
      return [
        { kind: Kind.VARIABLE_DEFINITION, variable: { kind: Kind.VARIABLE, name }, type } as const,
      ];
    }),
  );
}

import { createHash } from 'node:crypto';
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  TypeInfo,
  getOperationAST,
  print,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { withoutValues } from './without-values.ts';

/** An operation without what is not of the schema: values, aliases, names of variables and fragments, comments. */
export interface RecordedOperation {
  /** SHA-256 of the text. */
  readonly id: string;
  readonly text: string;
}

const longestName = 100;

export const recordedId = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The form of an operation that is valid against the schema. What the schema names stays, and so do the operation's name, kinds of
 * literals and nulls: changes of a schema are judged by these.
 * @returns undefined where the document has no such operation, or it selects nothing but introspection
 */
export function recordedForm(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): RecordedOperation | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation || isIntrospection(operation)) return undefined;
  const definitions = [operation, ...fragmentsOf(operation, document)];
  const text = print({ kind: Kind.DOCUMENT, definitions: rewrite(definitions, schema) });
  return { id: recordedId(text), text };
}

const isIntrospection = ({ selectionSet }: OperationDefinitionNode): boolean =>
  selectionSet.selections.every(
    (node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );

/** Those that the operation reaches, in the order in which it does. */
function fragmentsOf(
  operation: OperationDefinitionNode,
  { definitions }: DocumentNode,
): FragmentDefinitionNode[] {
  const all = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const reached = new Set<FragmentDefinitionNode>();
  const follow = (node: DefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = all.get(name.value);
        if (fragment) reached.add(fragment);
      },
    });
  follow(operation);
  for (const fragment of reached) follow(fragment);
  return [...reached];
}

function rewrite(definitions: DefinitionNode[], schema: GraphQLSchema): DefinitionNode[] {
  const info = new TypeInfo(schema);
  const variable = numbered('v');
  const fragment = numbered('F');
  const aliases = numbered(freePrefix(definitions));
  let aliased = 0;
  const strip = withoutValues(({ value }) => named(variable(value)));
  return definitions.map((definition) =>
    visit(
      definition,
      visitWithTypeInfo(info, {
        OperationDefinition: {
          leave: (node) => ({
            ...node,
            ...(node.name && { name: named(node.name.value.slice(0, longestName)) }),
          }),
        },
        FragmentDefinition: {
          leave: (node) => ({ ...node, name: named(fragment(node.name.value)) }),
        },
        FragmentSpread: {
          leave: (node) => ({ ...node, name: named(fragment(node.name.value)) }),
        },
        Field: {
          leave({ alias, ...node }) {
            if (!alias || alias.value === node.name.value) return node;
            return { ...node, alias: named(aliases(String((aliased += 1)))) };
          },
        },
        VariableDefinition: {
          leave: ({ defaultValue, ...node }) => ({
            ...node,
            variable: { ...node.variable, name: named(variable(node.variable.name.value)) },
            ...(defaultValue && { defaultValue: strip(defaultValue, info.getInputType()) }),
          }),
        },
        Argument: {
          leave: (node) => ({ ...node, value: strip(node.value, info.getInputType()) }),
        },
      }),
    ),
  );
}

const named = (value: string): NameNode => ({ kind: Kind.NAME, value });

/** Names by the order in which they are first asked for. */
function numbered(prefix: string): (name: string) => string {
  const names = new Map<string, string>();
  return (name) => {
    const known = names.get(name) ?? `${prefix}${names.size + 1}`;
    names.set(name, known);
    return known;
  };
}

/** What aliases may begin with so that none is the name of a field beside it. */
function freePrefix(definitions: DefinitionNode[]): string {
  const fields = new Set<string>();
  for (const definition of definitions)
    visit(definition, { Field: ({ name }) => void fields.add(name.value) });
  let prefix = 'a';
  while ([...fields].some((name) => /^\d+$/.test(name.replace(prefix, '')))) prefix += 'a';
  return prefix;
}

import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLAbstractType,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Run } from './run.ts';

/** What all executions of an operation share. */
export interface Source {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * Completes a value at once when it is what its type expects anyway.
 * @returns undefined for everything else, errors included
 */
export type Shortcut = (value: unknown) => unknown;

interface Nullability {
  readonly nullable: boolean;
}
export interface LeafPlan extends Nullability {
  readonly kind: 'leaf';
  readonly type: GraphQLLeafType;
  readonly shortcut: Shortcut;
}
export interface ListPlan extends Nullability {
  readonly kind: 'list';
  readonly item: TypePlan;
}
export interface ObjectPlan extends Nullability {
  readonly kind: 'object';
  readonly fields: readonly FieldPlan[];
}
export interface AbstractPlan extends Nullability {
  readonly kind: 'abstract';
  readonly type: GraphQLAbstractType;
  /** The fields of an object of this type, which is a possible one. */
  readonly fieldsOf: (type: GraphQLObjectType) => readonly FieldPlan[];
}
/** How a value of a type is completed. */
export type TypePlan = LeafPlan | ListPlan | ObjectPlan | AbstractPlan;

/** A field of an object, with all selections of it put together. */
export interface FieldPlan {
  /** The field's name in the answer. */
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly argumentsOf: (run: Run, field: FieldPlan) => Record<string, unknown>;
  readonly type: TypePlan;
  /** For a leaf that is a property of its object. */
  readonly shortcut: Shortcut | undefined;
  /** The value of `__typename`. */
  readonly constant: string | undefined;
}

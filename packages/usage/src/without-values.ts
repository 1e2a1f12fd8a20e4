import {
  type GraphQLInputType,
  Kind,
  type NameNode,
  type ValueNode,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isSpecifiedScalarType,
  print,
  visit,
} from 'graphql';

type Type = GraphQLInputType | null | undefined;

/** Takes out of literals what the schema does not name: strings, numbers, and all that stands in a scalar of the schema's own. */
export function withoutValues(variable: (name: NameNode) => NameNode) {
  const strip = (value: ValueNode, given: Type): ValueNode => {
    if (value.kind === Kind.VARIABLE) return { ...value, name: variable(value.name) };
    if (value.kind === Kind.NULL) return value;
    const type = given && getNullableType(given);
    if (isListType(type)) {
      const { ofType }: { ofType: GraphQLInputType } = type;
      if (value.kind !== Kind.LIST) return strip(value, ofType);
      return { ...value, values: distinct(value.values.map((item) => strip(item, ofType))) };
    }
    if (isInputObjectType(type) && value.kind === Kind.OBJECT) {
      const known = type.getFields();
      return {
        ...value,
        fields: value.fields.map((field) => ({
          ...field,
          value: strip(field.value, known[field.name.value]?.type),
        })),
      };
    }
    if (isEnumType(type) && value.kind === Kind.ENUM) return value;
    if (type && isSpecifiedScalarType(type)) return withoutContents(value);
    return ofOwnScalar(value);
  };

  /** It may be of any form, so that nothing of it is known but which variables it has. */
  function ofOwnScalar(value: ValueNode): ValueNode {
    const variables: ValueNode[] = [];
    visit(value, {
      Variable: (node) => void variables.push({ ...node, name: variable(node.name) }),
    });
    return variables.length > 0 ? { kind: Kind.LIST, values: distinct(variables) } : emptyText;
  }

  return strip;
}

const emptyText: ValueNode = { kind: Kind.STRING, value: '' };

function withoutContents(value: ValueNode): ValueNode {
  if (value.kind === Kind.INT) return { ...value, value: '0' };
  if (value.kind === Kind.FLOAT) return { ...value, value: '0.0' };
  return value.kind === Kind.BOOLEAN ? value : emptyText;
}

/** How many elements a list has is of the client, of which forms they are is of the operation. */
const distinct = (values: ValueNode[]): ValueNode[] => [
  ...new Map(values.map((value) => [print(value), value])).values(),
];

import fc from 'fast-check';
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Arguments to choose from; which one was taken shows in the alias, so that fields of one name can be merged. */
const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  name: ['', '(prefix: "x")', '(prefix: $s)', '(upper: $t, prefix: null)'],
  echo: [
    '',
    '(list: [1, 2])',
    '(list: $ns)',
    '(list: [1, $n])',
    '(input: {b: ["x", $s]})',
    '(input: $in)',
    '(colour: $colour)',
    '(colour: GREEN, odd: $odd)',
    '(odd: {deep: [true]})',
  ],
  many: ['', '(n: 1)', '(n: $n)'],
};
const directives = [
  '',
  '',
  '',
  '@include(if: $t)',
  '@skip(if: $t)',
  '@include(if: $f)',
  '@skip(if: false)',
];
const definitions: Readonly<Record<string, string>> = {
  s: 'String = "by default"',
  n: 'Int!',
  ns: '[Int!]',
  t: 'Boolean!',
  f: 'Boolean! = false',
  in: 'In',
  colour: 'Colour',
  odd: 'Odd',
};

/** Selections of a type, nested to a depth. */
function selections(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  depth: number,
): fc.Arbitrary<string> {
  const choices: fc.Arbitrary<string>[] = [fc.constantFrom('__typename', 'kind: __typename')];
  if (isObjectType(type) || (isAbstractType(type) && 'getFields' in type))
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (!isLeafType(named) && depth === 0) continue;
      const variants = argumentsOf[field.name] ?? [''];
      const inner = isLeafType(named) ? fc.constant('') : selections(schema, named, depth - 1);
      choices.push(
        fc
          .tuple(fc.nat(variants.length - 1), fc.boolean(), fc.constantFrom(...directives), inner)
          .map(([variant, isAliased, directive, sub]) => {
            const alias = variant > 0 || isAliased ? `${field.name}_${variant}: ` : '';
            return `${alias}${field.name}${variants[variant] ?? ''} ${directive} ${sub}`;
          }),
      );
    }
  if (depth > 0) {
    const conditions = isAbstractType(type)
      ? [...schema.getPossibleTypes(type), type]
      : isObjectType(type)
        ? [type, ...type.getInterfaces()]
        : [];
    for (const condition of conditions)
      choices.push(
        fc
          .tuple(fc.constantFrom(...directives), selections(schema, condition, depth - 1))
          .map(([directive, sub]) => `... on ${condition.name} ${directive} ${sub}`),
      );
    choices.push(
      fc
        .constantFrom(...directives)
        .map((directive) =>
          type.name === 'A' || type.name === 'B' || type.name === 'Node'
            ? `...of${type.name} ${directive}`
            : '__typename',
        ),
    );
  }
  return fc
    .array(fc.oneof(...choices), { minLength: 1, maxLength: 5, size: 'max' })
    .map((all) => `{ ${all.join(' ')} }`);
}

const fragments: Readonly<Record<string, string>> = {
  ofNode: 'fragment ofNode on Node { id name_0: name peer { id ...ofA } }',
  ofA: 'fragment ofA on A { ints odd must { flag colour } ...ofB_or_not }',
  ofB: 'fragment ofB on B { ratio colours @skip(if: $t) both { ... on A { grid { flag } } } }',
  ofB_or_not: 'fragment ofB_or_not on Node { id ... on B { ratio } }',
};

/** A whole document of an operation, with the fragments and variables that it uses. */
export function operations(schema: GraphQLSchema): fc.Arbitrary<string> {
  const root = (word: string, type: GraphQLNamedType | null | undefined) =>
    type
      ? selections(schema, type, 4).map((set) => [word, set] as const)
      : fc.constant(['', ''] as const);
  return fc
    .oneof(
      { weight: 5, arbitrary: root('query', schema.getQueryType()) },
      { weight: 1, arbitrary: root('mutation', schema.getMutationType()) },
    )
    .map(([word, set]) => {
      let text = set;
      for (const name of ['ofNode', 'ofA', 'ofB', 'ofB_or_not'])
        if (new RegExp(`\\.\\.\\.${name}\\b`).test(text)) text += `\n${fragments[name] ?? ''}`;
      const used = Object.entries(definitions).filter(([name]) =>
        new RegExp(`\\$${name}\\b`).test(text),
      );
      const declared = used.map(([name, type]) => `$${name}: ${type}`).join(' ');
      return `${word} ${declared && `(${declared})`} ${text}`;
    });
}

/** Values of the variables; some do not fit, some are missing. */
export const variables: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    s: fc.constantFrom('given', null, 3),
    n: fc.constantFrom(2, 1, 2, 1, '2', null),
    ns: fc.constantFrom([1, 2], [], 5, null, [1, 'x']),
    t: fc.constantFrom(true, false, true, false, true, false, null),
    f: fc.constantFrom(true, false, true, false, null),
    in: fc.constantFrom({ a: 1 }, {}, { b: 'one', c: { a: 2 } }, null, { a: null }, { z: 1 }),
    colour: fc.constantFrom('RED', 'GREEN', null, 'PINK'),
    odd: fc.constantFrom('plain', { deep: 1 }, null, 'bad'),
  },
  { requiredKeys: ['t', 'n'] },
);

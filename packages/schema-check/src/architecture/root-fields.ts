import type { Context, Side } from '../context.ts';
import { placeOf, typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { Kind } from '../graphql.ts';

const rootTypes = new Set(['Query', 'Mutation']);

/** Root fields that may not be null although some deployment goes without their subgraph. */
export function rootFields({ project }: Side, { config }: Context): Finding[] {
  const { subsets } = config.architecture;
  const optional = project.subgraphs.filter(({ name }) =>
    subsets.some((subset) => !subset.includes(name)),
  );
  return optional.flatMap(({ name, document, file }) =>
    typeNodes(document)
      .filter(
        (node) =>
          node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
      )
      .filter((node) => rootTypes.has(node.name.value))
      .flatMap((node) =>
        (node.fields ?? [])
          .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
          .map((field) => {
            const coordinate = `${node.name.value}.${field.name.value}`;
            return makeFinding(
              'root-field-non-null',
              `${name}:${coordinate}`,
              `${name} is optional and has the non-null root field ${coordinate}`,
              { place: placeOf(field.name.loc, file) },
            );
          }),
      ),
  );
}

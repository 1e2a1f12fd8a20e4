import { Kind } from '../graphql.ts';
import type { Context, Side } from '../context.ts';
import { declarationsOf, placeOf, typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { directivesNamed, topFields } from './field-sets.ts';

/** Fields that a subgraph adds to an entity of another one and that may not be null. */
export function contributedFields({ project }: Side, { config }: Context): Finding[] {
  const { owners } = config.architecture;
  return project.subgraphs.flatMap((subgraph) => {
    const nodes = typeNodes(subgraph.document).filter(
      (node) =>
        node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
    );
    const contributions = nodes.filter(({ name }) => {
      const owner = owners[name.value];
      return owner !== undefined && owner !== subgraph.name;
    });
    return contributions.flatMap((type) => {
      const siblings = nodes.filter(({ name }) => name.value === type.name.value);
      const owner = project.subgraphs.find(({ name }) => name === owners[type.name.value]);
      const owned = new Set(owner && declarationsOf(owner).map(({ coordinate }) => coordinate));
      // A field of a key that the owner does not have is a contribution like any other.
      const keys = siblings
        .flatMap((node) => directivesNamed(node, 'key'))
        .flatMap(topFields)
        .filter((field) => owned.has(`${type.name.value}.${field}`));
      return (type.fields ?? [])
        .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
        .filter(
          (field) =>
            !keys.includes(field.name.value) && directivesNamed(field, 'external').length === 0,
        )
        .map((field) => {
          const coordinate = `${type.name.value}.${field.name.value}`;
          const message = `${subgraph.name} adds the non-null field ${coordinate} to an entity of ${owners[type.name.value]}`;
          return makeFinding(
            'contributed-field-non-null',
            `${subgraph.name}:${coordinate}`,
            message,
            {
              place: placeOf(field.name.loc, subgraph.file),
            },
          );
        });
    });
  });
}

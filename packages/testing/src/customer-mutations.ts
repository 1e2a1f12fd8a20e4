import { readFileSync } from 'node:fs';
import { Kind, parse, type ObjectTypeDefinitionNode } from 'graphql';

/** Mutations of a subgraph that are not for staff or modules alone, so that a customer's token may cause their writes. */
export function mutationsForCustomers(schemaFile: URL): string[] {
  const mutation = parse(readFileSync(schemaFile, 'utf8')).definitions.find(
    (definition): definition is ObjectTypeDefinitionNode =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Mutation',
  );
  const forOthers = /@tag\(name: ?"(?:staff|internal)"\)/;
  return (mutation?.fields ?? [])
    .filter(({ loc }) => !forOthers.test(loc?.source.body.slice(loc.start, loc.end) ?? ''))
    .map(({ name }) => name.value)
    .sort();
}

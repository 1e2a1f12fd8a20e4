import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { getOperationAST, parse, validate, type GraphQLSchema } from 'graphql';

/** An operation as the explorer lists it. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly query: string;
  readonly variables: string;
  readonly headers: string;
  readonly extensions: string;
  readonly createdAt: string;
}

/**
 * Reads the operations of a folder, a file each; the comment on top describes it.
 * @returns those that fit the schema: a part of the graph has a part of the examples
 */
export async function readExamples(folder: string, schema: GraphQLSchema): Promise<Example[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.flatMap((query, index) => {
    const document = parse(query);
    if (validate(schema, document).length > 0) return [];
    return [
      {
        id: names[index] ?? '',
        name: getOperationAST(document)?.name?.value ?? names[index] ?? '',
        description: /^# *(.*)/.exec(query)?.[1] ?? '',
        query: query.trim(),
        variables: '{}',
        headers: '{}',
        extensions: '{}',
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    ];
  });
}

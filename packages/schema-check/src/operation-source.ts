import { CouldNotRun } from './could-not-run.ts';
import { type DocumentNode, GraphQLError, Source, parse } from './graphql.ts';
import { firstLine } from './text.ts';

/** A parsed file or manifest entry. `line` is set when positions inside it are not those of the file. */
export interface OperationSource {
  file: string;
  document: DocumentNode;
  line?: number;
}

export function parseOperations(text: string, file: string, line?: number): DocumentNode {
  try {
    return parse(new Source(text, file));
  } catch (error) {
    const at = error instanceof GraphQLError ? error.locations?.[0] : undefined;
    const place = line ?? (at ? `${at.line}:${at.column}` : 1);
    throw new CouldNotRun(
      `the operation file ${file}:${place} does not parse: ${firstLine(error)}.`,
    );
  }
}

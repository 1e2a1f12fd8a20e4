import { CouldNotRun } from './could-not-run.ts';
import { type DocumentNode, GraphQLError, Kind, type Location, Source, parse } from './graphql.ts';
import { firstLine } from './text.ts';

/** A parsed file or manifest entry. `line` is set when positions inside it are not those of the file. */
export interface OperationSource {
  file: string;
  document: DocumentNode;
  line?: number;
}

const empty: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
const ignored = /^(?:[\s,\uFEFF]|#.*)*$/;

/** The line of a file on which an embedded document begins, or the one to name for an entry whose lines are its own. */
interface Beginning {
  at?: number;
  entry?: number;
}

/** @throws CouldNotRun where the text is no GraphQL document. Nothing but comments is one without operations. */
export function parseOperations(
  text: string,
  file: string,
  { at: first = 1, entry }: Beginning = {},
): DocumentNode {
  if (ignored.test(text)) return empty;
  try {
    return parse(new Source(text, file, { line: first, column: 1 }));
  } catch (error) {
    const at = error instanceof GraphQLError ? error.locations?.[0] : undefined;
    const place = entry ?? (at ? `${at.line + first - 1}:${at.column}` : first);
    throw new CouldNotRun(
      `the operation file ${file}:${place} does not parse: ${firstLine(error)}.`,
    );
  }
}

/** Where a node is in its file. */
export function positionOf({ startToken, source }: Location): { line: number; column: number } {
  return { line: startToken.line + source.locationOffset.line - 1, column: startToken.column };
}

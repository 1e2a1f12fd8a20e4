/** What a repository writes in `schema-check.config.ts`, `.mjs` or `.json`. Unknown keys are refused. Paths are relative to its folder. */
export interface SchemaCheckConfig {
  /** For editors: where the JSON schema of this file is. */
  $schema?: string | undefined;
  /** The registry: the subgraphs whose schemas are files of this repository, with the URL written into the supergraph. */
  subgraphs?: { name: string; schema: string; url?: string | undefined }[] | undefined;
  /**
   * A file that the graph's repository writes with `--write-graph`: all subgraphs, and the operations that are known there.
   * A subgraph of the same name in `subgraphs` takes the place of its own.
   */
  graph?: string | undefined;
  /** Globs of documents, manifests of persisted documents, and code or Markdown with documents in it. */
  operations?: string[] | undefined;
  /** Without `--base` the baseline is the merge base with this branch. Default: `main`. */
  mainBranch?: string | undefined;
  /** Findings that are right in their case. Default: `schema-check.approvals.json`. */
  approvals?: string | undefined;
  architecture?:
    | {
        /** Words that the schema of a provider may not contain, per subgraph. */
        providers?: Record<string, { mayNotName: string[] }> | undefined;
        /** Which subgraph an entity belongs to; what others add to it must be nullable. */
        owners?: Record<string, string> | undefined;
        /** Sets of subgraphs that are deployed together, each of which must compose. */
        subsets?: string[][] | undefined;
      }
    | undefined;
  /** What the name of an input may end with. Default: `Input`. */
  lint?: { inputSuffixes?: string[] | undefined } | undefined;
  /** The committed compositions. */
  drift?: { supergraph?: string | undefined; api?: string | undefined } | undefined;
  /** Recorded requests, as `usage:pull` writes them. */
  usage?:
    | {
        /** The graph's name, as the gateways have it in USAGE_GRAPH. */
        graph: string;
        /** Default: `schema-check.usage.json`. */
        file?: string | undefined;
        /** Recorded days without a request after which a client does not count any more. Default: 45. */
        silenceDays?: number | undefined;
        /** Days whose requests are counted in reports. Default: 30. */
        windowDays?: number | undefined;
        /** Days after which a recording is too old to prove that something is unused. Default: 7. */
        maxAgeDays?: number | undefined;
      }
    | undefined;
  /** Overrides per rule, for example `{ 'enum-value-added': 'error' }`. */
  severities?: Record<string, 'error' | 'warning' | 'info' | 'off'> | undefined;
}

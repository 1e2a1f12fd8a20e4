/** One difference between two API schemas, as the diff of GraphQL Inspector reports it. */
export interface ApiChange {
  type: string;
  path?: string;
  message: string;
  criticality: { level: string };
  /** Depends on the type: read through zod. */
  meta: unknown;
}

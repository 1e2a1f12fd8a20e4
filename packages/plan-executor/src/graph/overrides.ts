import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { applicationsOf } from './field-sets.ts';

/** A share of requests, such as `percent(12.5)`. */
const percentage = /^percent\((\d+(?:\.\d+)?)\)$/;

/** The labels of `@override(label:)`: for which requests a field comes from its new subgraph. */
export class Overrides {
  readonly #on: ReadonlySet<string>;
  /** Labels that are no percentages; each is on for all requests or for none. */
  readonly #named: readonly string[];
  readonly #percentages: readonly (readonly [label: string, share: number])[];

  /** @throws when a label is no share of requests although it says so */
  constructor(supergraphSchema: GraphQLSchema, on: ReadonlySet<string>) {
    const labels = labelsIn(supergraphSchema);
    this.#on = on;
    this.#named = labels.filter((label) => !label.startsWith('percent('));
    this.#percentages = labels
      .filter((label) => label.startsWith('percent('))
      .map((label) => [label, shareOf(label)]);
  }

  /** What one request draws; equal texts, equal plans. One draw decides all, so that n labels lead to n + 1 plans. */
  draw(random: () => number = Math.random): string {
    if (this.#percentages.length === 0) return '';
    const drawn = random() * 100;
    return this.#percentages.map(([, share]) => (drawn < share ? '1' : '0')).join('');
  }

  conditionsOf(draw: string): Map<string, boolean> {
    return new Map([
      ...this.#named.map((label) => [label, this.#on.has(label)] as const),
      ...this.#percentages.map(([label], index) => [label, draw[index] === '1'] as const),
    ]);
  }
}

function shareOf(label: string): number {
  const share = Number(percentage.exec(label)?.[1] ?? Number.NaN);
  if (share >= 0 && share <= 100) return share;
  throw new Error(`the label ${label} of an @override is not a percentage from 0 to 100`);
}

function labelsIn(schema: GraphQLSchema): string[] {
  const labels = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { astNode } of Object.values(type.getFields()))
      for (const application of applicationsOf(astNode, 'join__field')) {
        const label = application.get('overrideLabel');
        if (typeof label === 'string') labels.add(label);
      }
  }
  return [...labels].toSorted();
}

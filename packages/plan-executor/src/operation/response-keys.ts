import { Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Requirements } from '../graph/requirements.ts';
import { isInheritedKey } from '../json.ts';

/** The planner tells fields of one key apart by such names. */
const plannersOwn = /__alias_\d+$/;

export function responseKeyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/**
 * Names that a client's fields have while they are fetched. The planner adds fields of keys and requirements under their
 * own names, in the midst of what the client selects; so whatever would take such a name becomes another one.
 */
export class ResponseKeys {
  readonly #requirements: Requirements;
  readonly #taken = new Set<string>();
  readonly #byMeaning = new Map<string, string>();
  readonly #byNode = new Map<FieldNode, string>();

  constructor(document: DocumentNode, requirements: Requirements) {
    this.#requirements = requirements;
    visit(document, { Field: (node) => void this.#taken.add(responseKeyOf(node)) });
  }

  /** The name under which a field is fetched. */
  plannedKey(node: FieldNode): string {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const key = this.#isInTheWay(node) ? this.#rename(node) : responseKeyOf(node);
    this.#byNode.set(node, key);
    return key;
  }

  #isInTheWay(node: FieldNode): boolean {
    const key = responseKeyOf(node);
    const name = node.name.value;
    if (key === '__typename') return name !== '__typename';
    if (isInheritedKey(key) || plannersOwn.test(key)) return true;
    const { names, namesWithArguments } = this.#requirements;
    return names.has(key) && (key !== name || namesWithArguments.has(name));
  }

  /** Fields that merge for the client merge in the fetch too. */
  #rename(node: FieldNode): string {
    const key = responseKeyOf(node);
    const given = node.arguments?.map(print).toSorted().join(', ') ?? '';
    const meaning = `${key}: ${node.name.value}(${given})`;
    const known = this.#byMeaning.get(meaning);
    if (known !== undefined) return known;
    let index = this.#byMeaning.size;
    let renamed = `k${index}_${key}`;
    while (this.#taken.has(renamed) || this.#requirements.names.has(renamed))
      renamed = `k${++index}_${key}`;
    this.#taken.add(renamed);
    this.#byMeaning.set(meaning, renamed);
    return renamed;
  }
}

/** A field as it is fetched: under its planned name, without the conditions that are decided already. */
export function plannedField(
  node: FieldNode,
  key: string,
  selectionSet: FieldNode['selectionSet'],
): FieldNode {
  return {
    kind: Kind.FIELD,
    name: node.name,
    ...(key === node.name.value ? {} : { alias: { kind: Kind.NAME, value: key } }),
    ...(node.arguments && { arguments: node.arguments }),
    ...(selectionSet && { selectionSet }),
  };
}

import { seededTape, type Tape } from './entropy.ts';
import type { SubgraphSource } from './model.ts';

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject"])
scalar Any
enum Colour { RED GREEN BLUE }
input Filter { colour: Colour = RED limit: Int words: [String!] }
type Size @shareable { width: Int unit: String! inner: [[Int!]] }
`;

const leaves = [
  'Int',
  'String',
  'Float',
  'Boolean',
  'ID',
  'Any',
  'Colour',
  '[Int]',
  '[[String!]]',
] as const;
const calls = [
  '',
  '',
  '(first: Int = 3)',
  '(filter: Filter, colour: Colour)',
  '(ids: [ID!])',
] as const;

interface Entity {
  readonly name: string;
  readonly keys: readonly string[];
  /** The subgraphs that have it, each with the keys that it declares. */
  readonly homes: Map<number, readonly string[]>;
  /** Lines by subgraph. */
  readonly fields: Map<number, string[]>;
  readonly isNode: boolean;
}

/** Writes the subgraphs of a random graph. Not every one composes. */
export class GraphWriter {
  readonly #tape: Tape;
  readonly #count: number;
  readonly #entities: Entity[] = [];
  readonly #roots: string[][] = [];
  readonly #mutations: string[][] = [];
  readonly #nodeHost: number;

  constructor(seed: number) {
    this.#tape = seededTape(seed, 600);
    this.#count = 2 + this.#tape.below(3);
    this.#nodeHost = this.#tape.oneIn(2) ? this.#tape.below(this.#count) : -1;
  }

  write(): SubgraphSource[] {
    const entities = 2 + this.#tape.below(3);
    for (let i = 0; i < entities; i++) this.#entities.push(this.#entity(`E${i}`));
    for (let s = 0; s < this.#count; s++) {
      this.#roots.push([]);
      this.#mutations.push([]);
    }
    for (const entity of this.#entities) this.#fill(entity);
    for (let s = 0; s < this.#count; s++) this.#root(s);
    return Array.from({ length: this.#count }, (_, s) => ({ name: `s${s}`, sdl: this.#sdl(s) }));
  }

  #entity(name: string): Entity {
    const keys = ['id', ...(this.#tape.oneIn(2) ? [this.#tape.pick(['code', 'left right'])] : [])];
    const isNode = this.#tape.oneIn(2);
    const homes = new Map<number, readonly string[]>();
    for (let s = 0; s < this.#count; s++) {
      if (isNode && s === this.#nodeHost) continue;
      if (!isNode && s > 0 && this.#tape.oneIn(4)) continue;
      homes.set(
        s,
        keys.length > 1 && this.#tape.oneIn(3)
          ? keys
          : [this.#tape.oneIn(5) ? (keys.at(-1) ?? 'id') : 'id'],
      );
    }
    if (homes.size === 0) homes.set(0, keys);
    // One knows all keys, so that every home can be reached.
    homes.set([...homes.keys()][0] ?? 0, keys);
    return { name, keys, homes, fields: new Map([...homes.keys()].map((s) => [s, []])), isNode };
  }

  #fill(entity: Entity): void {
    const homes = [...entity.homes.keys()];
    const [first = 0] = homes;
    const wanted = 3 + this.#tape.below(4);
    const leafFields: { home: number; name: string; call: string; type: string }[] = [];
    for (let i = 0; i < wanted; i++) {
      const home = homes[this.#tape.below(homes.length)] ?? first;
      const name = `f${i}`;
      const call = this.#tape.pick(calls);
      const isLeaf = this.#tape.oneIn(2);
      const bang = this.#tape.oneIn(3) ? '!' : '';
      const type = `${isLeaf ? this.#tape.pick(leaves) : this.#composite(home)}${bang}`;
      if (isLeaf) leafFields.push({ home, name, call, type });
      const other = homes.find((each) => each !== home);
      if (isLeaf && other !== undefined && this.#tape.oneIn(4)) {
        // The same field from two subgraphs, of which one may promise less.
        this.#add(entity, home, `${name}${call}: ${type} @shareable`);
        this.#add(entity, other, `${name}${call}: ${type.replace(/!$/, '')} @shareable`);
      } else if (other !== undefined && this.#tape.oneIn(8)) {
        if (!isLeaf) this.#add(entity, home, `${name}${call}: ${type}`);
        else {
          this.#add(entity, home, `${name}${call}: ${type}`);
          this.#add(entity, other, `${name}${call}: ${type} @override(from: "s${home}")`);
        }
      } else this.#add(entity, home, `${name}${call}: ${type}`);
    }
    this.#require(entity, leafFields);
  }

  #require(
    entity: Entity,
    fields: readonly { home: number; name: string; call: string; type: string }[],
  ): void {
    for (const [index, { home, name, call, type }] of fields.entries()) {
      const other = [...entity.homes.keys()].find((each) => each !== home);
      if (other === undefined || !this.#tape.oneIn(2)) continue;
      if (entity.fields.get(other)?.some((line) => line.startsWith(name))) continue;
      if (
        [...entity.fields.values()]
          .flat()
          .some((line) => line.startsWith(name) && line.includes('@override'))
      )
        continue;
      this.#add(entity, other, `${name}${call}: ${type} @external`);
      const uses = call === '(first: Int = 3)' ? ['(first: 1)', '(first: 2)'] : [''];
      for (const [n, use] of uses.entries())
        this.#add(
          entity,
          other,
          `r${index}${n}${this.#tape.oneIn(4) ? call : ''}: ${this.#tape.pick(['String', 'Int!', 'Float'])} @requires(fields: "${name}${use}")`,
        );
    }
  }

  #add({ fields }: Entity, home: number, line: string): void {
    fields.get(home)?.push(line);
  }

  #composite(home: number): string {
    const here = this.#entities.filter(({ homes }) => homes.has(home));
    const entity = here[this.#tape.below(Math.max(1, here.length))]?.name ?? 'Size';
    const abstract = [
      ...(here.length > 0 ? ['Either'] : []),
      ...(here.some(({ isNode }) => isNode) || home === this.#nodeHost ? ['Node'] : []),
    ];
    const named = this.#tape.pick([
      entity,
      'Size',
      entity,
      abstract.at(-1) ?? entity,
      abstract[0] ?? entity,
    ]);
    return this.#tape.pick([named, `[${named}]`, named, `[${named}!]`, `[[${named}]!]`]);
  }

  #root(s: number): void {
    for (let i = 0; i < 1 + this.#tape.below(3); i++)
      this.#roots[s]?.push(
        `q${s}${i}${this.#tape.pick(calls)}: ${this.#composite(s)}${this.#tape.oneIn(3) ? '!' : ''}`,
      );
    this.#roots[s]?.push('shared: Int @shareable');
    if (this.#tape.oneIn(2)) this.#mutations[s]?.push(`m${s}(n: Int = 1): ${this.#composite(s)}`);
  }

  #sdl(s: number): string {
    const here = this.#entities.filter(({ homes }) => homes.has(s));
    const nodes = here.filter(({ isNode }) => isNode);
    const parts = [header];
    for (const entity of here) {
      const keys = entity.homes.get(s) ?? ['id'];
      const directives = keys.map((key) => `@key(fields: "${key}")`).join(' ');
      const keyFields = [...new Set(['id', ...keys.flatMap((key) => key.split(' '))])]
        .map(
          (name) =>
            `${name}: ${name === 'id' ? 'ID' : name === 'code' ? 'Int' : 'String'}! @shareable`,
        )
        .join(' ');
      const label = entity.isNode
        ? `label: String${entity.name === 'E0' ? '!' : ''} @shareable`
        : '';
      const lines = entity.fields.get(s) ?? [];
      parts.push(
        `type ${entity.name}${entity.isNode ? ' implements Node' : ''} ${directives} { ${keyFields} ${label} ${lines.join(' ')} }`,
      );
    }
    if (here.length > 0) parts.push(`union Either = ${here.map(({ name }) => name).join(' | ')}`);
    const key = this.#nodeHost >= 0 ? '@key(fields: "id")' : '';
    if (s === this.#nodeHost)
      parts.push(
        'type Node @key(fields: "id") @interfaceObject { id: ID! extra: Int tag(first: Int = 3): String! }',
      );
    else if (nodes.length > 0) {
      // Where the interface lacks the field, each type is selected by itself.
      const label = this.#tape.oneIn(2) ? '' : 'label: String';
      parts.push(`interface Node ${key} { id: ID! ${label} }`);
    }
    parts.push(`type Query { ${(this.#roots[s] ?? []).join(' ')} }`);
    const mutations = this.#mutations[s] ?? [];
    if (mutations.length > 0) parts.push(`type Mutation { ${mutations.join(' ')} }`);
    return parts.join('\n');
  }
}

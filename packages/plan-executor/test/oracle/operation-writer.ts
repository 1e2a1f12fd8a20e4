import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { hash, type Tape } from './entropy.ts';

export interface GeneratedOperation {
  readonly source: string;
  readonly variables: Record<string, unknown>;
}

type Field = GraphQLField<unknown, unknown>;

/** Values of scalars to choose from, by the scalar and by what takes the value, such as `Query.order(id)`. */
export type Samples = (scalar: string, place: string) => readonly unknown[];

export interface WriterOptions {
  /** What aliases may be called. */
  readonly names: readonly string[];
  readonly samples?: Samples;
  /** Fields, as `Type.field`, that are selected more often than the others. */
  readonly isFavoured?: (place: string) => boolean;
}

const plainSamples: Record<string, readonly unknown[]> = {
  Int: [3],
  Float: [1.5],
  Boolean: [true],
  MinorUnits: [12],
};
const plainTexts = ['text 0', 'text 1', 'text 2'];
const anySamples: Samples = (scalar) => plainSamples[scalar] ?? plainTexts;

/** Writes a random operation; the more of the tape is zero, the simpler. */
export class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #tape: Tape;
  readonly #definitions: string[] = [];
  readonly #fragments: { name: string; on: string; text: string }[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #meanings = new Map<string, string>();
  #budget = 36;

  readonly #names: readonly string[];
  readonly #samples: Samples;
  readonly #isFavoured: (place: string) => boolean;

  constructor(schema: GraphQLSchema, tape: Tape, options: WriterOptions) {
    this.#schema = schema;
    this.#tape = tape;
    this.#names = options.names;
    this.#samples = options.samples ?? anySamples;
    this.#isFavoured = options.isFavoured ?? (() => false);
  }

  write(): GeneratedOperation {
    const mutation = this.#schema.getMutationType();
    const query = this.#schema.getQueryType();
    const root = mutation && this.#tape.oneIn(9) ? mutation : query;
    if (!root) throw new Error('Schema without a query type');
    const selection = this.#selection(root, 5);
    const head = root === mutation ? 'mutation' : 'query';
    const variables = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const name = this.#tape.oneIn(3) ? ' Named' : variables ? ' Op' : '';
    const fragments = this.#fragments.map(
      ({ name, on, text }) => `fragment ${name} on ${on} ${text}`,
    );
    return {
      source: [`${head}${name}${variables} ${selection}`, ...fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const wanted = 1 + this.#tape.below(5);
    for (let i = 0; i < wanted && this.#budget > 0; i++) parts.push(this.#part(type, depth));
    return parts.length > 0 ? `{ ${parts.join(' ')} }` : '{ __typename }';
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    this.#budget--;
    if (isUnionType(type) || this.#tape.oneIn(5)) {
      if (this.#tape.oneIn(6))
        return `${this.#tape.oneIn(2) ? 't: ' : ''}__typename${this.#directive()}`;
      return this.#fragment(type, depth);
    }
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const usable = depth > 0 ? fields : leaves;
    const favoured = usable.filter(({ name }) => this.#isFavoured(`${type.name}.${name}`));
    const isFavoured = favoured.length > 0 && this.#tape.oneIn(2);
    const [first, ...rest] = isFavoured ? favoured : usable;
    if (first === undefined) return '__typename';
    return this.#field(type.name, this.#tape.pick([first, ...rest]), depth);
  }

  #field(parent: string, field: Field, depth: number): string {
    const place = `${parent}.${field.name}`;
    const args = field.args.flatMap((arg) => this.#argument(place, arg)).join(', ');
    const named = getNamedType(field.type);
    const wanted = this.#tape.pick([field.name, field.name, field.name, ...this.#names]);
    const key = this.#responseKey(
      `${depth} ${wanted}`,
      wanted,
      `${field.name}(${args}): ${field.type.toString()}`,
    );
    const prefix = key === field.name ? '' : `${key}: `;
    const call = args ? `(${args})` : '';
    const below = isCompositeType(named) ? ` ${this.#selection(named, depth - 1)}` : '';
    return `${prefix}${field.name}${call}${this.#directive()}${below}`;
  }

  /** One meaning a key at one depth, so that its fields hardly ever conflict. */
  #responseKey(place: string, wanted: string, meaning: string): string {
    const known = this.#meanings.get(place);
    if (known !== undefined && known !== meaning) return `k${hash(meaning) % 100_000}`;
    this.#meanings.set(place, meaning);
    return wanted;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const possible = isAbstractType(type) ? [...this.#schema.getPossibleTypes(type)] : [];
    const wider = isObjectType(type) ? [...type.getInterfaces()] : [];
    const condition = this.#tape.pick<GraphQLCompositeType>([type, ...possible, ...wider]);
    const directive = this.#directive();
    if (!this.#tape.oneIn(2)) {
      const on = condition === type && this.#tape.oneIn(3) ? '' : ` on ${condition.name}`;
      return `...${on}${directive} ${this.#selection(condition, depth)}`;
    }
    const known = this.#fragments.find(({ on }) => on === condition.name);
    if (known && !this.#tape.oneIn(3)) return `...${known.name}${directive}`;
    const text = this.#selection(condition, depth);
    const name = `F${this.#fragments.length}`;
    this.#fragments.push({ name, on: condition.name, text });
    return `...${name}${directive}`;
  }

  #directive(): string {
    if (!this.#tape.oneIn(7)) return '';
    const name = this.#tape.pick(['include', 'skip']);
    const value = this.#tape.below(12);
    if (value < 4) return ` @${name}(if: ${value % 2 === 1})`;
    const variable = `flag${this.#tape.below(3)}`;
    const definition = `$${variable}: Boolean = ${variable === 'flag1'}`;
    if (!this.#definitions.includes(definition)) this.#definitions.push(definition);
    if (value < 10) this.#variables[variable] = value % 2 === 0;
    else if (value === 10) this.#variables[variable] = null;
    return ` @${name}(if: $${variable})`;
  }

  #argument(field: string, arg: GraphQLArgument): string[] {
    if (!isRequiredArgument(arg) && !this.#tape.oneIn(4)) return [];
    const value = this.#value(arg.type, `${field}(${arg.name})`, 2);
    if (!this.#tape.oneIn(2)) return [`${arg.name}: ${literal(value)}`];
    const variable = `v${this.#definitions.length}`;
    this.#definitions.push(`$${variable}: ${arg.type.toString()}`);
    if (value !== null || !this.#tape.oneIn(2)) this.#variables[variable] = asJson(value);
    return [`${arg.name}: $${variable}`];
  }

  #value(type: GraphQLInputType, place: string, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, place, depth);
    return this.#tape.oneIn(5) ? null : this.#present(type, place, depth);
  }

  #present(type: GraphQLInputType, place: string, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, place, depth);
    if (isListType(type)) return [this.#value(type.ofType, place, depth - 1)];
    if (isEnumType(type)) {
      const values = type.getValues();
      return new EnumLiteral(String(values[this.#tape.below(values.length)]?.name));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const wanted = fields.filter(
        (f) => isRequiredInputField(f) || (depth > 0 && this.#tape.oneIn(3)),
      );
      return Object.fromEntries(
        wanted.map((f) => [f.name, this.#value(f.type, `${type.name}.${f.name}`, depth - 1)]),
      );
    }
    const samples = this.#samples(getNamedType(type).name, place);
    return samples[this.#tape.below(samples.length)];
  }
}

class EnumLiteral {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toJSON(): string {
    return this.name;
  }
}

function literal(value: unknown): string {
  if (value instanceof EnumLiteral) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, field]) => `${key}: ${literal(field)}`)
    .join(', ')}}`;
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

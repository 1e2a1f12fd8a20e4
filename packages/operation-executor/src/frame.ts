import { locatedError, responsePathAsArray, type GraphQLError, type ResponsePath } from 'graphql';
import type { FieldPlan, TypePlan } from './plan.ts';
import type { Run } from './run.ts';

/** Where a value goes: a field of an object, or an item of a list that a field gave. */
export interface Place {
  readonly field: FieldPlan;
  readonly type: TypePlan;
  readonly key: string | number;
  readonly path: ResponsePath;
}

const located = (raw: unknown, { field, path }: Place): GraphQLError =>
  locatedError(raw, field.nodes, responsePathAsArray(path));

/**
 * An object or list of the answer while it is being filled. It counts what it still waits for, which is all that the
 * promises of graphql-js do: it is complete when nothing is left, and fails with the first child that may not be null.
 */
export abstract class Frame {
  readonly run: Run;
  readonly path: ResponsePath | undefined;
  waiting = 0;
  #settled = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(run: Run, path: ResponsePath | undefined) {
    this.run = run;
    this.path = path;
  }

  abstract put(key: string | number, value: unknown): void;
  protected abstract completed(): void;
  protected abstract failed(error: unknown): void;

  /** Takes an error that was thrown at a place. @returns null, or throws it on where null may not be */
  refuse(place: Place, raw: unknown): null {
    const error = located(raw, place);
    if (!place.type.nullable) throw error;
    this.run.note(error, place.path);
    return null;
  }

  /** The same for an error that came later. */
  refuseLate(place: Place, raw: unknown): void {
    let value;
    try {
      value = this.refuse(place, raw);
    } catch (error) {
      this.#settle({ error });
      return;
    }
    this.fill(place.key, value);
  }

  /** Puts in what was waited for. */
  fill(key: string | number, value: unknown): void {
    this.put(key, value);
    this.arrived();
  }

  arrived(): void {
    this.waiting -= 1;
    if (this.waiting === 0) this.#settle(undefined);
  }

  /** Ends the frame's first, synchronous part: throws unless something must be waited for before. */
  interrupt(error: unknown): void {
    if (this.waiting === 0) throw error;
    this.#failure = { error };
  }

  /** Lets what arrives from now on go nowhere. */
  abandon(): void {
    this.#settled = true;
  }

  #settle(failure: { readonly error: unknown } | undefined): void {
    if (this.#settled) return;
    this.#settled = true;
    // An error at once goes before one that comes later, also when the later one ends the waiting.
    const first = this.#failure ?? failure;
    if (first) this.failed(first.error);
    else this.completed();
  }
}

/** A frame within another. */
abstract class InnerFrame extends Frame {
  readonly #parent: Frame;
  readonly #place: Place;

  constructor(parent: Frame, place: Place) {
    super(parent.run, place.path);
    this.#parent = parent;
    this.#place = place;
  }

  protected override completed(): void {
    this.#parent.arrived();
  }

  protected override failed(error: unknown): void {
    this.#parent.refuseLate(this.#place, error);
  }
}

export class ObjectFrame extends InnerFrame {
  readonly target: Record<string, unknown> = {};

  override put(key: string | number, value: unknown): void {
    this.target[key] = value;
  }
}

export class ListFrame extends InnerFrame {
  readonly target: unknown[] = [];

  override put(key: string | number, value: unknown): void {
    if (typeof key === 'number') this.target[key] = value;
  }
}

/** The answer's `data`. */
export class RootFrame extends Frame {
  readonly target: Record<string, unknown> = {};
  readonly #completed: () => void;
  readonly #failed: (error: unknown) => void;

  constructor(run: Run, completed: () => void, failed: (error: unknown) => void) {
    super(run, undefined);
    this.#completed = completed;
    this.#failed = failed;
  }

  override put(key: string | number, value: unknown): void {
    this.target[key] = value;
  }

  protected override completed(): void {
    this.#completed();
  }

  protected override failed(error: unknown): void {
    this.#failed(error);
  }
}

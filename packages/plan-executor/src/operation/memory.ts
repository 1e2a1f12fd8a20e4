import type { QueryPlan } from '@apollo/query-planner';
import { visit, type DocumentNode } from 'graphql';

/** Bytes that parts take on the heap, as measured over operations of all sizes. */
const bytesOf = { operation: 6_000, node: 120, variant: 8_000, planCharacter: 21, field: 250 };

/** What a document and what is known of all its variants take. */
export function documentBytes(document: DocumentNode): number {
  let nodes = 0;
  visit(document, { enter: () => void nodes++ });
  return bytesOf.operation + nodes * bytesOf.node;
}

/** What a plan takes with the code of its fetches. */
export function planBytes(plan: QueryPlan): number {
  return JSON.stringify(plan).length * bytesOf.planCharacter;
}

/** What one compiled variant of an operation takes; it grows when objects of further types turn up. */
export class CompiledMemory {
  #bytes = bytesOf.variant;

  get bytes(): number {
    return this.#bytes;
  }

  planned(plan: QueryPlan): void {
    this.#bytes += planBytes(plan);
  }

  /** The code that shapes so many fields. */
  shaped(fields: number): void {
    this.#bytes += fields * bytesOf.field;
  }
}

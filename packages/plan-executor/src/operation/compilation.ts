import type { Conditions } from './conditions.ts';
import type { CompiledMemory } from './memory.ts';
import type { ResponseKeys } from './response-keys.ts';

/** What the compilation of one variant of an operation shares between its parts. */
export interface Compilation {
  readonly conditions: Conditions;
  readonly keys: ResponseKeys;
  readonly memory: CompiledMemory;
}

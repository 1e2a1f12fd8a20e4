import {
  Variable,
  type Directive,
  type Operation,
  type OperationElement,
} from '@apollo/federation-internals';
import type { Shaping } from './shaping.ts';

/** Whether a part of the operation takes part in this request. */
export type Inclusion = (shaping: Shaping) => boolean;
type ConditionDirective = Directive<OperationElement, { if: boolean | Variable }>;

function compileIf(directive: ConditionDirective, operation: Operation): boolean | Inclusion {
  const value = directive.arguments().if;
  if (!(value instanceof Variable)) return value;
  const { name } = value;
  const standard: unknown = operation.variableDefinitions.definition(name)?.defaultValue;
  return ({ variables }) => {
    const given = Object.hasOwn(variables, name) ? variables[name] : standard;
    if (typeof given === 'boolean') return given;
    const shown = `variable ${value.toString()} of ${directive.toString()}`;
    throw new Error(`Unexpected value ${String(given)} for ${shown}`);
  };
}

/** Compiles @skip and @include. True without any condition, false when never included. */
export function compileInclusion(
  element: OperationElement,
  operation: Operation,
): boolean | Inclusion {
  const schema = operation.schema();
  const skipDirective = element.appliedDirectivesOf(schema.skipDirective())[0];
  const includeDirective = element.appliedDirectivesOf(schema.includeDirective())[0];
  const skip = skipDirective ? compileIf(skipDirective, operation) : false;
  const include = includeDirective ? compileIf(includeDirective, operation) : true;
  if (skip === true) return false;
  if (skip === false) return include;
  return (shaping) => {
    if (skip(shaping)) return false;
    return typeof include === 'boolean' ? include : include(shaping);
  };
}

/** Both conditions, the outer one first. */
export function both(outer: Inclusion | undefined, inner: true | Inclusion): Inclusion | undefined {
  if (inner === true) return outer;
  if (outer === undefined) return inner;
  return (shaping) => outer(shaping) && inner(shaping);
}

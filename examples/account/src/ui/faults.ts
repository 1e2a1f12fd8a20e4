import { createContext, use } from 'react';
import type { FieldFaultsFragment } from '../generated/graphql.ts';
import type { Messages } from '../i18n/language.tsx';

/** A field of a form that was refused, and why. */
export interface Fault {
  readonly field: string;
  readonly text: string;
}

export const FaultsContext = createContext<readonly Fault[]>([]);

export function useFault(field: string): string | undefined {
  return use(FaultsContext).find((fault) => fault.field === field)?.text;
}

/** The faults that the graph names, in the reader's language. The last part of a path is the field's name. */
export function faultsOf({ form }: Messages['common'], error: FieldFaultsFragment): Fault[] {
  const texts: Readonly<Record<string, unknown>> = form;
  return error.fieldErrors.map(({ path, code }) => {
    const field = path.at(-1) ?? '';
    const text =
      code === 'TOO_LONG' ? form.TOO_LONG : (texts[field] ?? texts[code] ?? form.INVALID);
    return { field, text: typeof text === 'string' ? text : form.INVALID };
  });
}

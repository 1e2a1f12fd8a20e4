import { useId, type ComponentProps, type ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { useFault } from './faults.ts';

interface Described {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
}

/** A label with its input, and what is wrong with it. A plain one does not say whether it is optional. */
export function Field({
  label,
  hint,
  required,
  plain,
  ...input
}: Described & { plain?: boolean } & Omit<ComponentProps<'input'>, 'name'>) {
  return (
    <Labelled label={label} name={input.name} hint={hint} required={required || plain}>
      {(aria) => <input {...input} {...aria} required={required} />}
    </Labelled>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** All values of an enum, after one for none of them. */
export function optionsOf(all: string, names: Readonly<Record<string, string>>): Option[] {
  const options = Object.entries(names).map(([value, label]) => ({ value, label }));
  return [{ value: '', label: all }, ...options];
}

/** A choice of one. */
export function Choice({
  label,
  hint,
  options,
  ...select
}: Described & { options: readonly Option[] } & Omit<ComponentProps<'select'>, 'name'>) {
  return (
    <Labelled label={label} name={select.name} hint={hint} required>
      {(aria) => (
        <select {...select} {...aria}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** Yes or no. */
export function Check({ label, ...input }: Described & Omit<ComponentProps<'input'>, 'name'>) {
  const id = useId();
  return (
    <div className="check">
      <input {...input} type="checkbox" id={id} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}

interface Aria {
  readonly id: string;
  readonly 'aria-invalid': boolean | undefined;
  readonly 'aria-describedby': string | undefined;
}

interface LabelledProps extends Omit<Described, 'hint'> {
  readonly hint: string | undefined;
  readonly required: boolean | undefined;
  readonly children: (aria: Aria) => ReactNode;
}

function Labelled({ label, name, hint, required, children }: LabelledProps) {
  const { t } = useLanguage();
  const id = useId();
  const fault = useFault(name);
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {!required && <small> ({t.common.optional})</small>}
      </label>
      {hint && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
      {children({
        id,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': described || undefined,
      })}
      {fault && (
        <span id={`${id}-fault`} className="fault">
          {fault}
        </span>
      )}
    </div>
  );
}

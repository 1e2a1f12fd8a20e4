import type { Ref } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import type { Fault } from './faults.ts';

interface Props {
  readonly faults: readonly Fault[];
  readonly ref: Ref<HTMLDivElement>;
}

/** All wrong fields above the form; each line leads to its field. */
export function FaultSummary({ faults, ref }: Props) {
  const { t } = useLanguage();
  return (
    <div className="notice bad" role="alert" tabIndex={-1} ref={ref}>
      <p>
        <strong>{t.common.form.summary(faults.length)}</strong>
      </p>
      <ul>
        {faults.map(({ field, text }) => (
          <li key={field}>
            <button
              type="button"
              className="link"
              onClick={(event) => focusField(event.currentTarget, field)}
            >
              {labelOf(field)}: {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const inputs = 'input, select, textarea';

function focusField(from: HTMLElement, field: string): void {
  const all = from.closest('form')?.querySelectorAll<HTMLInputElement>(inputs) ?? [];
  [...all].find(({ name }) => name === field)?.focus();
}

function labelOf(field: string): string {
  const all = document.querySelectorAll<HTMLInputElement>(inputs);
  const input = [...all].find(({ name }) => name === field);
  return input?.labels?.[0]?.firstChild?.textContent ?? field;
}

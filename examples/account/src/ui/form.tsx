import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { isErrorLike } from '@apollo/client/errors';
import { problemOf } from '../api/problem.ts';
import { useLanguage } from '../i18n/language.tsx';
import { FaultsContext, type Fault } from './faults.ts';
import { FaultSummary } from './fault-summary.tsx';
import { Notice } from './notice.tsx';

/** What came of sending a form: done (with a text about it), wrong fields, or a refusal as a whole. */
export type Outcome =
  | { readonly done: ReactNode }
  | { readonly faults: readonly Fault[] }
  | { readonly refused: ReactNode };

interface Props {
  readonly submit: string;
  /** Whether the fields are emptied once it is done. */
  readonly clears?: boolean;
  readonly danger?: boolean;
  readonly className?: string;
  /** @throws what kept it from being answered; everything typed stays */
  readonly send: (values: FormData) => Promise<Outcome>;
  readonly children?: ReactNode;
}

/** A form that shows every wrong field at once and loses nothing, whatever happens. */
export function Form({ submit, clears, danger, className, send, children }: Props) {
  const { t } = useLanguage();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [pending, setPending] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const faults = outcome && 'faults' in outcome ? outcome.faults : [];

  useEffect(() => {
    if (outcome && 'faults' in outcome) summary.current?.focus();
  }, [outcome]);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const form = event.currentTarget;
    const empty = emptyFields(form).map((field) => ({ field, text: t.common.form.REQUIRED }));
    if (empty.length > 0) return setOutcome({ faults: empty });
    setPending(true);
    const next = await send(new FormData(form)).catch((error: unknown): Outcome => ({
      refused: t.common.problems[isErrorLike(error) ? problemOf(error) : 'fault'],
    }));
    setPending(false);
    setOutcome(next);
    if (clears && 'done' in next) form.reset();
  }

  return (
    <FaultsContext value={faults}>
      <form noValidate onSubmit={(event) => void onSubmit(event)} className={className}>
        {faults.length > 0 && <FaultSummary faults={faults} ref={summary} />}
        {children}
        {outcome && 'refused' in outcome && <Notice tone="bad">{outcome.refused}</Notice>}
        {outcome && 'done' in outcome && outcome.done && (
          <Notice tone="good">{outcome.done}</Notice>
        )}
        <button type="submit" aria-disabled={pending} className={danger ? 'danger' : undefined}>
          {submit}
        </button>
      </form>
    </FaultsContext>
  );
}

/** Names of the fields that must be filled in and are not. */
function emptyFields(form: HTMLFormElement): string[] {
  return [...form.querySelectorAll<HTMLInputElement>('[required]')]
    .filter(({ value }) => value.trim() === '')
    .map(({ name }) => name);
}

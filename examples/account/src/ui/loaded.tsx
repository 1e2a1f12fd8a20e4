import type { ErrorLike } from '@apollo/client';
import type { ReactNode } from 'react';
import { missingModules, problemOf } from '../api/problem.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Notice } from './notice.tsx';

export interface QueryState<Data> {
  readonly data?: Data | undefined;
  readonly error?: ErrorLike | undefined;
  readonly loading: boolean;
  readonly refetch: () => Promise<unknown>;
}

interface Props<Data, Thing> {
  readonly query: QueryState<Data>;
  /** What the screen is about; null when there is none. */
  readonly pick: (data: Data) => Thing | null | undefined;
  /** Shown when there is no such thing. */
  readonly otherwise?: ReactNode;
  readonly children: (thing: Thing, missing: readonly string[]) => ReactNode;
}

/** Shows what a query answers: also a part of it, with a notice of what is missing. */
export function Loaded<Data, Thing>({ query, pick, otherwise, children }: Props<Data, Thing>) {
  const { t } = useLanguage();
  const { data, error, loading, refetch } = query;
  // A failed attempt is shown in the end; here it would only be a second error.
  const again = () => void refetch().catch(() => undefined);
  const retry = (
    <button type="button" className="quiet" onClick={again}>
      {t.common.tryAgain}
    </button>
  );
  const thing = data === undefined ? undefined : pick(data);
  if (thing == null) {
    if (loading)
      return (
        <p role="status" className="loading">
          {t.common.loading}
        </p>
      );
    if (error)
      return (
        <Notice tone="bad">
          <p>{t.common.problems[problemOf(error)]}</p>
          {retry}
        </Notice>
      );
    return otherwise ?? null;
  }
  const missing = missingModules(error);
  return (
    <>
      {error && missing.length === 0 && (
        <Notice tone="warning">
          <p>{t.common.problems[problemOf(error)]}</p>
          {retry}
        </Notice>
      )}
      {missing.map((name) => (
        <Notice key={name} tone="warning">
          <p>{textFor(t.common.missing, name)}</p>
          {retry}
        </Notice>
      ))}
      {children(thing, missing)}
    </>
  );
}

function textFor(
  texts: Readonly<Record<string, string>> & { other: string },
  name: string,
): string {
  return texts[name] ?? texts.other;
}

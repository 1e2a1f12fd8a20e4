import type { FormEvent, ReactNode } from 'react';
import { useSearchParams } from 'wouter';

interface Props {
  readonly submit: string;
  readonly children: ReactNode;
}

/** Conditions on a list. They go into the address: a filtered list can be reloaded and shared. */
export function Filters({ submit, children }: Props) {
  const [, setParams] = useSearchParams();
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
    setParams(values.map(([name, value]) => [name, String(value)]));
  }
  return (
    <form className="filters" role="search" onSubmit={onSubmit}>
      {children}
      <button type="submit" className="quiet">
        {submit}
      </button>
    </form>
  );
}

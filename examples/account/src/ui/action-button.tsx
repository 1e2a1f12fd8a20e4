import { isErrorLike } from '@apollo/client/errors';
import { useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Notice } from './notice.tsx';

interface Props {
  readonly label: string;
  readonly className?: string;
  /** @throws what kept it from being done */
  readonly act: () => Promise<unknown>;
}

/** Does one thing, and says beside itself why it could not. */
export function ActionButton({ label, className = 'quiet', act }: Props) {
  const { t } = useLanguage();
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState('');
  async function onClick() {
    if (pending) return;
    setPending(true);
    setFault('');
    try {
      await act();
    } catch (error) {
      setFault(t.common.problems[isErrorLike(error) ? problemOf(error) : 'fault']);
    } finally {
      setPending(false);
    }
  }
  return (
    <>
      <button
        type="button"
        className={className}
        aria-disabled={pending}
        onClick={() => void onClick()}
      >
        {label}
      </button>
      {fault && <Notice tone="bad">{fault}</Notice>}
    </>
  );
}

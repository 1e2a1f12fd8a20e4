import type { ReactNode } from 'react';

interface Props {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly children: ReactNode;
}

/** A message about what has just happened, read out by screen readers. */
export function Notice({ tone, children }: Props) {
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

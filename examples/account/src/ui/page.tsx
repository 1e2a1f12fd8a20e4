import { useEffect, useRef, type ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';

interface Props {
  readonly title: string;
  /** Beside the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

let shown = false;

/** A screen with its heading, which gets the focus when the screen takes the place of another. */
export function Page({ title, action, children }: Props) {
  const { t } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.common.appName}`;
  }, [title, t]);
  useEffect(() => {
    if (shown) heading.current?.focus();
    shown = true;
  }, []);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {action}
      </div>
      {children}
    </>
  );
}

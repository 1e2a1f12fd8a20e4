import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Page } from './page.tsx';

/** A screen with one thing to do, for people who are not signed in. */
export function CardPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useLanguage();
  return (
    <>
      <header className="top">
        <span className="brand">{t.common.appName}</span>
        <LanguageSwitch />
      </header>
      <main className="card narrow">
        <Page title={title}>{children}</Page>
      </main>
    </>
  );
}

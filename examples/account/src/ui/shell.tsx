import type { ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { useLanguage } from '../i18n/language.tsx';
import { LanguageSwitch } from './language-switch.tsx';

interface NavigationLink {
  readonly to: string;
  readonly label: string;
}

interface Props {
  readonly title?: string;
  readonly links: readonly NavigationLink[];
  readonly leave: { readonly label: string; readonly onClick: () => void };
  readonly children: ReactNode;
}

/** Header, navigation and content. */
export function Shell({ title, links, leave, children }: Props) {
  const { t } = useLanguage();
  return (
    <>
      <a className="skip" href="#content">
        {t.common.skip}
      </a>
      <header className="top">
        <span className="brand">{title ?? t.common.appName}</span>
        <LanguageSwitch />
        <button type="button" className="quiet" onClick={leave.onClick}>
          {leave.label}
        </button>
      </header>
      <div className="columns">
        <nav aria-label={title ?? t.common.menu}>
          <ul>
            {links.map((link) => (
              <li key={link.to}>
                <NavigationItem {...link} />
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  );
}

function NavigationItem({ to, label }: NavigationLink) {
  const [here] = useRoute(to === '/' ? '/' : `${to}/*?`);
  return (
    <Link href={to} aria-current={here ? 'page' : undefined}>
      {label}
    </Link>
  );
}

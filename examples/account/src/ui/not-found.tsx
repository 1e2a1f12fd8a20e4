import { Link } from 'wouter';
import { useLanguage } from '../i18n/language.tsx';
import { Page } from './page.tsx';

export function NotFound() {
  const { t } = useLanguage();
  return (
    <Page title={t.common.notFound.title}>
      <p>{t.common.notFound.text}</p>
      <Link href="/">{t.common.notFound.home}</Link>
    </Page>
  );
}

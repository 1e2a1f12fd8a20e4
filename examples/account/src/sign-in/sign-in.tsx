import { Link, useLocation, useSearchParams } from 'wouter';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignIn() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const next = params.get('next') ?? '/';
  // Only a place of this app: the address may come from anybody.
  const place = /^\/(?!\/)/.test(next) ? next : '/';
  return (
    <CardPage title={t.signIn.title}>
      <SignInForm onDone={() => navigate(place, { replace: true })} />
      <p className="links">
        <Link href="/register">{t.signIn.toRegister}</Link>
        <Link href="/forgot-password">{t.signIn.toReset}</Link>
      </p>
    </CardPage>
  );
}

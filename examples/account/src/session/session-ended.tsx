import { useLanguage } from '../i18n/language.tsx';
import { SignInForm } from '../sign-in/sign-in-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { signOut } from './customer-client.ts';

/** Over the screen that the customer was on, which keeps what was typed. */
export function SessionEnded({ email }: { email: string }) {
  const { t } = useLanguage();
  return (
    <Dialog title={t.signIn.ended.title}>
      <p>{t.signIn.ended.text}</p>
      <SignInForm email={email} />
      <p className="links">
        <button type="button" className="link" onClick={() => void signOut()}>
          {t.signIn.ended.leave}
        </button>
      </p>
    </Dialog>
  );
}

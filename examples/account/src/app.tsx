import { Route, Switch } from 'wouter';
import { AccountArea } from './account-area.tsx';
import { BackOffice } from './back-office/back-office.tsx';
import { ConfirmEmail } from './sign-in/confirm-email.tsx';
import { ForgotPassword } from './sign-in/forgot-password.tsx';
import { Register } from './sign-in/register.tsx';
import { ResetPassword } from './sign-in/reset-password.tsx';
import { SignIn } from './sign-in/sign-in.tsx';
import { VerifyEmail } from './sign-in/verify-email.tsx';
import { CrashScreen } from './ui/crash-screen.tsx';

export function App() {
  return (
    <CrashScreen>
      <Switch>
        <Route path="/sign-in" component={SignIn} />
        <Route path="/register" component={Register} />
        <Route path="/verify-email" component={VerifyEmail} />
        <Route path="/forgot-password" component={ForgotPassword} />
        <Route path="/reset-password" component={ResetPassword} />
        <Route path="/confirm-email" component={ConfirmEmail} />
        <Route path="/back-office/*?" component={BackOffice} />
        <Route path="/*?" component={AccountArea} />
      </Switch>
    </CrashScreen>
  );
}

import { ApolloProvider } from '@apollo/client/react';
import { Route, Switch, useLocation } from 'wouter';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { CrashScreen } from '../ui/crash-screen.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { NotFound } from '../ui/not-found.tsx';
import { Shell } from '../ui/shell.tsx';
import { CustomerScreen } from './customer-screen.tsx';
import { Customers } from './customers.tsx';
import { leaveBackOffice, staffClient, useStaff } from './staff-token.ts';
import { TokenForm } from './token-form.tsx';

export function BackOffice() {
  const { t } = useLanguage();
  const { token, refused } = useStaff();
  const [location] = useLocation();
  if (!token)
    return (
      <CardPage title={t.backOffice.title}>
        <TokenForm />
      </CardPage>
    );
  const links = [{ to: '/back-office', label: t.backOffice.customers }];
  const leave = { label: t.backOffice.leave, onClick: () => void leaveBackOffice() };
  return (
    <ApolloProvider client={staffClient}>
      <Shell title={t.backOffice.title} links={links} leave={leave}>
        <CrashScreen key={location}>
          <Switch>
            <Route path="/back-office" component={Customers} />
            <Route path="/back-office/customers/:id">
              {({ id }) => <CustomerScreen id={id} />}
            </Route>
            <Route component={NotFound} />
          </Switch>
        </CrashScreen>
      </Shell>
      {refused && (
        <Dialog title={t.backOffice.token}>
          <p>{t.backOffice.tokenRefused}</p>
          <TokenForm />
        </Dialog>
      )}
    </ApolloProvider>
  );
}

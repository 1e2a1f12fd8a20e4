import { ApolloProvider } from '@apollo/client/react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Addresses } from './addresses/addresses.tsx';
import { useLanguage } from './i18n/language.tsx';
import { OrderScreen } from './orders/order-screen.tsx';
import { Orders } from './orders/orders.tsx';
import { Overview } from './overview/overview.tsx';
import { Points } from './points/points.tsx';
import { Profile } from './profile/profile.tsx';
import { Security } from './security/security.tsx';
import { customerClient, signOut } from './session/customer-client.ts';
import { SessionEnded } from './session/session-ended.tsx';
import { useSession } from './session/use-session.ts';
import { CrashScreen } from './ui/crash-screen.tsx';
import { NotFound } from './ui/not-found.tsx';
import { Shell } from './ui/shell.tsx';

/** Everything that is for signed-in customers. */
export function AccountArea() {
  const { t } = useLanguage();
  const { session, ended } = useSession();
  const [location] = useLocation();
  if (!session) return <Redirect to={`/sign-in?next=${encodeURIComponent(location)}`} replace />;
  const links = [
    { to: '/', label: t.overview.title },
    { to: '/orders', label: t.orders.title },
    { to: '/points', label: t.points.title },
    { to: '/profile', label: t.profile.title },
    { to: '/addresses', label: t.addresses.title },
    { to: '/security', label: t.security.title },
  ];
  const leave = { label: t.signIn.signOut, onClick: () => void signOut() };
  return (
    <ApolloProvider client={customerClient}>
      <Shell links={links} leave={leave}>
        <CrashScreen key={`${session.customerId} ${location}`}>
          <Switch>
            <Route path="/" component={Overview} />
            <Route path="/orders" component={Orders} />
            <Route path="/orders/:id">{({ id }) => <OrderScreen id={id} />}</Route>
            <Route path="/points" component={Points} />
            <Route path="/profile" component={Profile} />
            <Route path="/addresses" component={Addresses} />
            <Route path="/security" component={Security} />
            <Route component={NotFound} />
          </Switch>
        </CrashScreen>
      </Shell>
      {ended && <SessionEnded email={session.email} />}
    </ApolloProvider>
  );
}

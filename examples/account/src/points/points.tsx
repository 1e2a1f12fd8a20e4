import { useQuery } from '@apollo/client/react';
import { useSearchParams } from 'wouter';
import { PointsDocument } from '../generated/graphql.ts';
import { keyIn } from '../i18n/key-in.ts';
import { useLanguage } from '../i18n/language.tsx';
import { points } from '../i18n/messages/points.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { usePage } from '../ui/pager.tsx';
import { Balance } from './balance.tsx';
import { Enrollment } from './enrollment.tsx';
import { Expiring } from './expiring.tsx';
import { Ledger } from './ledger.tsx';
import { Tier } from './tier.tsx';

const withinDays = 90;

export function Points() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const type = keyIn(points.en.type, params.get('type'));
  const filter = type ? { type: [type] } : {};
  const query = useQuery(PointsDocument, { variables: { ...usePage(), filter, withinDays } });
  const again = () => query.refetch();
  return (
    <Page title={t.points.title}>
      <Loaded query={query} pick={({ me }) => me}>
        {({ loyalty }, missing) => {
          // Null with an error means that nobody knows; without one, that there is no account yet.
          if (!loyalty) return missing.length > 0 ? null : <Enrollment onDone={again} />;
          return (
            <>
              <div className="grid">
                <Balance balance={loyalty.balance} />
                <Tier account={loyalty} />
                <Expiring expiring={loyalty.expiring} />
              </div>
              <Ledger entries={loyalty.entries} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

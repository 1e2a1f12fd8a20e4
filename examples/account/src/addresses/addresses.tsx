import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { AddressesDocument, type AddressPartsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { AddressCard } from './address-card.tsx';
import { AddressForm } from './address-form.tsx';

export function Addresses() {
  const { t } = useLanguage();
  const query = useQuery(AddressesDocument);
  const [edited, setEdited] = useState<AddressPartsFragment | 'new' | null>(null);
  const close = () => setEdited(null);
  const add = (
    <button type="button" onClick={() => setEdited('new')}>
      {t.addresses.add}
    </button>
  );
  return (
    <Page title={t.addresses.title} action={add}>
      <Loaded query={query} pick={({ me }) => me}>
        {({ addresses }) => (
          <div className="grid">
            {addresses.length === 0 && <p>{t.addresses.none}</p>}
            {addresses.map((address) => (
              <AddressCard key={address.id} address={address} onEdit={() => setEdited(address)} />
            ))}
          </div>
        )}
      </Loaded>
      {edited && (
        <Dialog title={edited === 'new' ? t.addresses.add : t.addresses.editTitle} onClose={close}>
          <AddressForm address={edited === 'new' ? null : edited} onDone={close} />
          <button type="button" className="quiet" onClick={close}>
            {t.common.cancel}
          </button>
        </Dialog>
      )}
    </Page>
  );
}

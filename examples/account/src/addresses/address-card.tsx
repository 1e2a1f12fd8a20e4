import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import { run } from '../api/run.ts';
import {
  ChooseDefaultAddressDocument,
  RemoveAddressDocument,
  type AddressPartsFragment,
  type AddressUse,
} from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AddressText } from './address-text.tsx';

interface Props {
  readonly address: AddressPartsFragment;
  readonly onEdit: () => void;
}

export function AddressCard({ address, onEdit }: Props) {
  const { t } = useLanguage();
  const client = useApolloClient();
  const [asked, setAsked] = useState(false);
  const { id } = address;
  const choose = (use: AddressUse) => run(client, ChooseDefaultAddressDocument, { id, use });
  const remove = () => run(client, RemoveAddressDocument, { id });
  return (
    <article className="card">
      <p className="tags">
        {address.isDefaultShipping && <span className="tag">{t.addresses.shipping}</span>}
        {address.isDefaultBilling && <span className="tag">{t.addresses.billing}</span>}
      </p>
      <AddressText address={address} />
      <div className="actions">
        <button type="button" className="quiet" onClick={onEdit}>
          {t.common.edit}
          <span className="unseen"> {address.line1}</span>
        </button>
        <button type="button" className="quiet" onClick={() => setAsked(true)}>
          {t.common.remove}
          <span className="unseen"> {address.line1}</span>
        </button>
        {!address.isDefaultShipping && (
          <ActionButton label={t.addresses.useForShipping} act={() => choose('SHIPPING')} />
        )}
        {!address.isDefaultBilling && (
          <ActionButton label={t.addresses.useForBilling} act={() => choose('BILLING')} />
        )}
      </div>
      {asked && (
        <Dialog title={t.addresses.confirmRemove} onClose={() => setAsked(false)}>
          <AddressText address={address} />
          <div className="actions">
            <ActionButton label={t.common.remove} className="danger" act={remove} />
            <button type="button" className="quiet" onClick={() => setAsked(false)}>
              {t.common.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </article>
  );
}

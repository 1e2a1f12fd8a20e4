import { countryName } from './countries.ts';
import { useLanguage } from '../i18n/language.tsx';

interface Props {
  readonly address: {
    readonly fullName: string | null;
    readonly company: string | null;
    readonly line1: string | null;
    readonly line2: string | null;
    readonly city: string | null;
    readonly region: string | null;
    readonly postalCode: string | null;
    readonly countryCode: string | null;
  };
}

/** A postal address as it stands on an envelope. */
export function AddressText({ address }: Props) {
  const { language } = useLanguage();
  const { fullName, company, line1, line2, postalCode, city, region, countryCode } = address;
  const town = [postalCode, city].filter(Boolean).join(' ');
  const country = countryCode && countryName(language, countryCode);
  const lines = [fullName, company, line1, line2, town, region, country].filter(Boolean);
  return (
    <address>
      {/* Two lines may say the same, such as a city and its region. */}
      {lines.map((line, at) => (
        <span key={at}>{line}</span>
      ))}
    </address>
  );
}

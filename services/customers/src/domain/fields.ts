import {
  country,
  email as emailAddress,
  line,
  optionalLine,
  optionalPhone,
} from '@customer-graph/text';
import { z } from 'zod';

/** An e-mail address: it is stored, mailed and compared in one form. */
export const email = emailAddress.transform((address) => ({ typed: address, normal: address }));
export type Email = z.output<typeof email>;

/** Fields of a profile, all optional: absent stays, null clears. */
export const profile = z.object({
  firstName: optionalLine(100).nullish(),
  lastName: optionalLine(100).nullish(),
  phone: optionalPhone.nullish(),
});

/** Fields of a postal address; those left out are empty. */
export const postalAddress = z.object({
  fullName: optionalLine(200).nullish(),
  company: optionalLine(200).nullish(),
  phone: optionalPhone.nullish(),
  line1: line(200),
  line2: optionalLine(200).nullish(),
  city: line(100),
  region: optionalLine(100).nullish(),
  postalCode: optionalLine(20).nullish(),
  countryCode: country,
  defaultFor: z.array(z.enum(['SHIPPING', 'BILLING'])).nullish(),
});

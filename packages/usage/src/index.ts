export { type ClientName, clientNamed, otherClient } from './client.ts';
export { type DayOfUsage, dayOfUsageSchema } from './day-of-usage.ts';
export { recordedForm, recordedId, type RecordedOperation } from './recorded-form.ts';

import { Temporal } from 'temporal-polyfill';

/** A moment on the wall of a time zone. */
const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);

const instant = (moment: Temporal.ZonedDateTime) => new Date(moment.epochMilliseconds);

/** The local day of a moment, as YYYY-MM-DD. */
export const dayOf = (at: Date, timeZone: string): string =>
  zoned(at, timeZone).toPlainDate().toString();

/** When the local day of a moment began. */
export const startOfDay = (at: Date, timeZone: string): Date =>
  instant(zoned(at, timeZone).startOfDay());

/** When the local year of a moment began. */
export const startOfYear = (at: Date, timeZone: string): Date =>
  instant(zoned(at, timeZone).with({ month: 1, day: 1 }).startOfDay());

/** When the local year after a moment's begins. */
export const startOfNextYear = (at: Date, timeZone: string): Date =>
  instant(zoned(at, timeZone).add({ years: 1 }).with({ month: 1, day: 1 }).startOfDay());

/** When the local day begins that lies this many days after a moment's; before it when negative. */
export const startOfDayAfter = (at: Date, days: number, timeZone: string): Date =>
  instant(zoned(at, timeZone).startOfDay().add({ days }).startOfDay());

/** The first local midnight by which this many full days have passed. */
export function afterFullDays(at: Date, days: number, timeZone: string): Date {
  const midnight = startOfDay(at, timeZone).getTime() === at.getTime();
  return startOfDayAfter(at, midnight ? days : days + 1, timeZone);
}

/** When a local day, given as YYYY-MM-DD, is over. @throws RangeError when there is no such day */
export const endOfDay = (day: string, timeZone: string): Date =>
  instant(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone));

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    // An offset such as +02:00 is accepted above, but has no summer time and is no place.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

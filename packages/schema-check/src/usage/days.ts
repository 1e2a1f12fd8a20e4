/** Days as `2026-11-28`, in UTC: their texts are in the order of time. */
const length = 86_400_000;

export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) + days * length));

const daysBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / length);

/** First and last day of runs of days. */
export type Runs = readonly (readonly [string, string])[];

export function runsOf(days: Iterable<string>): [string, string][] {
  const runs: [string, string][] = [];
  for (const day of [...new Set(days)].sort()) {
    const last = runs.at(-1);
    if (last && addDays(last[1], 1) === day) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

/** How many whole days were recorded after one day and before the last, which both are known in part only. */
export function silentDays(runs: Runs, after: string): number {
  const until = runs.at(-1)?.[1] ?? after;
  return runs.reduce((sum, [first, last]) => {
    const from = first > after ? first : addDays(after, 1);
    const to = last < until ? addDays(last, 1) : until;
    return sum + daysBetween(from, to);
  }, 0);
}

/** The day on which so many days of silence are complete, if recording goes on. */
export const silentFrom = (runs: Runs, after: string, wanted: number): string =>
  addDays(runs.at(-1)?.[1] ?? after, Math.max(0, wanted - silentDays(runs, after)));

/** `3 December 2026`. */
export const inWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));

/** `2 hours ago`. */
export function ago(time: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / 60_000));
  const [value, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1_440), 'day'];
  return `${value} ${unit}${value === 1 ? '' : 's'} ago`;
}

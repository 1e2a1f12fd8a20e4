import { expect, it } from 'vitest';
import {
  afterFullDays,
  dayOf,
  endOfDay,
  isTimeZone,
  startOfDay,
  startOfNextYear,
  startOfYear,
} from './days.ts';

const vienna = 'Europe/Vienna';
const at = (text: string) => new Date(text);

it('begins days at midnight of the time zone, through both changes of the clock', () => {
  expect(startOfDay(at('2030-03-31T10:00:00Z'), vienna)).toEqual(at('2030-03-30T23:00:00Z'));
  expect(endOfDay('2030-03-31', vienna)).toEqual(at('2030-03-31T22:00:00Z'));
  expect(endOfDay('2030-10-27', vienna)).toEqual(at('2030-10-27T23:00:00Z'));
});

it('belongs a late evening in UTC to the next day further east', () => {
  expect(dayOf(at('2030-01-01T23:30:00Z'), vienna)).toBe('2030-01-02');
});

it('waits until full days have passed, and not a day longer at midnight', () => {
  expect(afterFullDays(at('2030-01-01T10:00:00Z'), 14, 'UTC')).toEqual(at('2030-01-16T00:00:00Z'));
  expect(afterFullDays(at('2030-01-01T00:00:00Z'), 14, 'UTC')).toEqual(at('2030-01-15T00:00:00Z'));
});

it('begins years in the time zone', () => {
  expect(startOfYear(at('2030-12-31T23:30:00Z'), vienna)).toEqual(at('2030-12-31T23:00:00Z'));
  expect(startOfNextYear(at('2032-02-29T12:00:00Z'), 'UTC')).toEqual(at('2033-01-01T00:00:00Z'));
});

it('knows time zones by name, not by offset', () => {
  expect(['Europe/Vienna', 'UTC', 'Mars', '+02:00', ''].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it.each(['2030-02-30', 'tomorrow'])('refuses %s', (day) => {
  expect(() => endOfDay(day, 'UTC')).toThrow(RangeError);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseInstant, readByDriver } from './instant.ts';

const two = (value: number) => String(value).padStart(2, '0');

it('reads what PostgreSQL writes like the driver', () => {
  const texts = fc
    .record({
      at: fc.date({
        min: new Date('0001-01-01'),
        max: new Date('9999-12-31'),
        noInvalidDate: true,
      }),
      fraction: fc.stringMatching(/^(\.\d{0,5}[1-9])?$/),
      offset: fc.constantFrom('+00', '+00', '+00', '+02', '-03:30', '+00 BC'),
    })
    .map(({ at, fraction, offset }) => {
      const day = at.toISOString().slice(0, 10);
      const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
      return `${day} ${time}${fraction}${offset}`;
    });
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseInstant(text)).toEqual(readByDriver(text));
    }),
    { numRuns: 2_000 },
  );
});

it.each(['infinity', '-infinity', '12026-01-01 00:00:00+00', '0099-01-01 00:00:00+00'])(
  'leaves %s to the driver',
  (text) => {
    expect(parseInstant(text)).toEqual(readByDriver(text));
  },
);

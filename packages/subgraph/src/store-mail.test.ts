import { expect, it } from 'vitest';
import { z } from 'zod';
import { json, readEnvironment } from './config.ts';
import { linksReachCustomers, sendersAreReal, storeMail } from './store-mail.ts';

const environment = z
  .object({ NODE_ENV: z.string(), STORES: json(z.array(z.object(storeMail))) })
  .refine(...linksReachCustomers)
  .refine(...sendersAreReal);
const real = { linkBase: 'https://shop.example/area', mailFrom: 'shop@shop.example' };
const read = (nodeEnv: string, ...stores: object[]) =>
  readEnvironment(environment, { NODE_ENV: nodeEnv, STORES: JSON.stringify(stores) });

const localHosts = [
  ...['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', 'localhost.localdomain', 'shop'],
  ...['shop.local', 'shop.internal', 'shop.lan', 'shop.invalid', '127.0.0.1', '127.8.9.1', '127.1'],
  ...['0.0.0.0', '[::1]', '[::]'],
];

it('refuses in production whatever leads mails or their readers to this machine', () => {
  expect(read('production', real).STORES).toEqual([real]);
  for (const host of localHosts)
    for (const linkBase of [`https://${host}`, `https://${host}:3000/area`])
      expect(() => read('production', real, { ...real, linkBase }), linkBase).toThrow('linkBase');
  expect(() => read('production', { ...real, linkBase: 'http://shop.example' })).toThrow('https');
  for (const host of ['localhost.localdomain', 'mail.local', 'shop.internal'])
    expect(() => read('production', { ...real, mailFrom: `a@${host}` }), host).toThrow('mailFrom');
  expect(() => read('production', {})).toThrow(/linkBase[^]*mailFrom/);
});

it('leaves development its local shop', () => {
  expect(read('development', {}).STORES).toEqual([
    { linkBase: 'http://localhost:3000', mailFrom: 'no-reply@localhost.localdomain' },
  ]);
});

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to test with; undefined where there is none, which is a fault in continuous integration only. */
const executablePath = places.find((path) => path !== undefined && existsSync(path));
export const withoutBrowser = executablePath === undefined && !process.env['CI'];
if (withoutBrowser)
  process.stderr.write('The account example is not tested: set CHROMIUM_PATH to a Chromium.\n');

export async function launch(): Promise<Browser> {
  if (executablePath === undefined)
    throw new Error('There is no Chromium: install it or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

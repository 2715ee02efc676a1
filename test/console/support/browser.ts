/** Debian's chromium. Playwright's own download is not needed. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Playwright hides scroll bars, which take room on a desk. */
export const launchBrowser = (hasScrollBars = false): Promise<Browser> => {
  if (!existsSync(executablePath))
    throw new Error(`no browser at ${executablePath}: apt-get install chromium, or name one with CHROMIUM`);
  return chromium.launch({ executablePath, args, ignoreDefaultArgs: hasScrollBars ? ['--hide-scrollbars'] : [] });
};

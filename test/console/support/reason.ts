import type { Locator } from 'playwright-core';

/** Why a button cannot be pressed, as a screen reader is told; undefined when it can. */
export async function reasonOf(button: Locator): Promise<string | undefined> {
  if (!(await button.isDisabled())) return undefined;
  const ids = (await button.getAttribute('aria-describedby')) ?? '';
  const texts = await Promise.all(
    ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => button.page().locator(`[id="${id}"]`).textContent()),
  );
  const reason = texts.join(' ');
  return reason === '' ? 'disabled without a reason' : reason;
}

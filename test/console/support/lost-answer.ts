import type { Page } from 'playwright-core';

/** The next POST to the path is done, and its answer never arrives. */
export async function loseNextAnswer(page: Page, path: string): Promise<void> {
  let isNext = true;
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (!isNext || route.request().method() !== 'POST') return route.fallback();
      isNext = false;
      await route.fetch();
      return route.abort();
    },
  );
}

/** Keeps requests for the path waiting, until it is let go: they are answered as the server answered them before. */
export async function holdAnswers(page: Page, path: string, method = 'GET'): Promise<Held> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (route.request().method() !== method) return route.fallback();
      const response = await route.fetch();
      held.resolve();
      await released.promise;
      return route.fulfill({ response });
    },
  );
  return { held: held.promise, release: released.resolve };
}

interface Held {
  /** The server has answered the first of them. */
  readonly held: Promise<void>;
  readonly release: () => void;
}

import type { Route } from 'playwright-core';

/** Answers as the API does what it refuses; it carries a time, by which nothing may be counted on. */
export const refuse =
  (status: number, detail: string) =>
  (route: Route): Promise<void> =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: { 'x-breakwater-time': '2031-01-01T00:00:00.000Z' },
      body: JSON.stringify({ type: 'about:blank', title: 'No', status, code: 'FORBIDDEN', detail, remedy: 'Ask.' }),
    });

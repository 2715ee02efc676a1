import type { Page } from 'playwright-core';

/** What has to be scrolled sideways: the page, or a part of it. The row of tabs has buttons for that. */
export const sidewaysOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('html, body, body *')]
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .filter((part) => part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowX))
    .filter((part) => part.closest('[role=tablist], .react-flow') === null && part.querySelector(':scope > [role=tab], [role=tablist]') === null)
    .map((part) => part.tagName + '.' + part.className + ' ' + part.scrollWidth + ' > ' + part.clientWidth)`);

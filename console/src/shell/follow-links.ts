/**
 * Every link of a page is a plain `href`: it can be copied, opened in a new tab and read by a screen reader. A plain
 * click on one of ours changes the page without loading it anew.
 */
export function followLinks(go: (href: string) => void): void {
  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== globalThis.location.origin || url.pathname.startsWith('/api/')) return;
    event.preventDefault();
    const href = `${url.pathname}${url.search}${url.hash}`;
    if (link.getAttribute('href') !== '#') go(href);
  });
}

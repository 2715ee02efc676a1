import { useEffect } from 'react';
import { createStore } from '../data/store.ts';

export interface Crumb {
  readonly text: string;
  readonly href: string;
}

export const crumbs = createStore<readonly Crumb[]>([]);

/**
 * Says where we are: the title of the tab, and the way there. `way` is a constant of the module, or kept by `useMemo`.
 * The last crumb is the page itself. `tabTitle`: where the tab, which stands among others, says more than the crumb.
 */
export function usePage(title: string, way: readonly Crumb[] = noWay, tabTitle: string = title): void {
  useEffect(() => {
    document.title = `${tabTitle} · Breakwater`;
  }, [tabTitle]);
  useEffect(() => crumbs.set([...way, { text: title, href: '#' }]), [title, way]);
}

const noWay: readonly Crumb[] = [];

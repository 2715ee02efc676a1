import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';

const items: readonly SideNavigationProps.Item[] = [
  { type: 'link', text: 'Overview', href: '/' },
  { type: 'link', text: 'Executions', href: '/executions' },
  { type: 'link', text: 'Recovery plans', href: '/recovery-plans' },
  { type: 'link', text: 'Protection groups', href: '/protection-groups' },
  { type: 'link', text: 'Source servers', href: '/source-servers' },
  { type: 'link', text: 'Recovery instances', href: '/recovery-instances' },
  { type: 'link', text: 'Audit log', href: '/audit-log' },
  { type: 'link', text: 'Settings', href: '/settings' },
];

/** The entry whose pages we are on: the longest that the address begins with. */
const activeHref = (path: string): string =>
  items
    .flatMap((item) => (item.type === 'link' ? [item.href] : []))
    .filter((href) => path === href || path.startsWith(`${href === '/' ? '' : href}/`))
    .toSorted((a, b) => b.length - a.length)[0] ?? '/';

export function Navigation({ path }: { readonly path: string }) {
  return <SideNavigation activeHref={activeHref(path)} items={[...items]} />;
}

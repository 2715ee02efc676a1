import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../data/client.ts';
import { pageOwner, sessionKey } from '../data/session.ts';
import { hostedSignIn } from '../data/sign-in.ts';
import { useStore } from '../data/store.ts';
import { appearance, type ThemeChoice } from './appearance.ts';
import { flashFailure } from './flashes.ts';

const themes: Readonly<Record<ThemeChoice, string>> = { system: 'As the system says', light: 'Light', dark: 'Dark' };
const isTheme = (id: string): id is ThemeChoice => id in themes;

export function TopBar({ actor }: { readonly actor: string | undefined }) {
  const { theme, dense } = useStore(appearance);
  const queryClient = useQueryClient();
  const choose = (id: string): void => {
    if (id === 'dense') appearance.set({ theme, dense: !dense });
    else if (isTheme(id)) appearance.set({ theme: id, dense });
  };
  const signOut = async (): Promise<void> => {
    const leave = await hostedSignIn.end();
    if (leave !== undefined) return globalThis.location.assign(leave);
    const result = await api.signOut();
    if (!result.ok) return flashFailure('Sign out', result.failure);
    pageOwner.set(undefined);
    queryClient.setQueryData(sessionKey, null);
    // Whoever signs in next on this page sees nothing of what was read before.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  };
  return (
    <div id="top-navigation">
      <TopNavigation
        identity={{ href: '/', title: 'Breakwater', logo: { src: '/favicon.svg', alt: '' } }}
        utilities={[
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            ariaLabel: 'Appearance',
            title: 'Appearance',
            onItemClick: ({ detail }) => choose(detail.id),
            items: [
              {
                id: 'theme',
                text: 'Theme',
                items: Object.entries(themes).map(([id, text]) => ({
                  id,
                  text,
                  itemType: 'checkbox' as const,
                  checked: id === theme,
                })),
              },
              {
                id: 'density',
                text: 'Density',
                items: [{ id: 'dense', text: 'Dense', itemType: 'checkbox' as const, checked: dense }],
              },
            ],
          },
          {
            type: 'menu-dropdown',
            iconName: 'user-profile',
            text: actor ?? '',
            onItemClick: () => void signOut(),
            items: [{ id: 'sign-out', text: 'Sign out' }],
          },
        ]}
      />
    </div>
  );
}

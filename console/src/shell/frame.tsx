import AppLayout from '@cloudscape-design/components/app-layout';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { isNarrow } from '../components/is-narrow.ts';
import { pageOwner, sessionKey, sessionQuery } from '../data/session.ts';
import { useStore } from '../data/store.ts';
import { NotSignedIn } from '../pages/sign-in/not-signed-in.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { flashes } from './flashes.ts';
import { Navigation } from './navigation.tsx';
import { crumbs } from './page.ts';
import { PagePending } from './page-pending.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { splitPanel } from './split-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { UnreadBanner } from './unread-banner.tsx';

/** Below, the navigation would cover the page. */
const roomyWidth = 1000;

/** What stands around every page of those who are signed in. */
export function Frame() {
  const session = useQuery(sessionQuery);
  const messages = useStore(flashes);
  const way = useStore(crumbs);
  const [isNavigationOpen, setNavigationOpen] = useState(globalThis.innerWidth >= roomyWidth);
  const panel = useStore(splitPanel);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    if (path !== '') globalThis.scrollTo(0, 0);
  }, [path]);
  const narrow = useStore(isNarrow);
  const owner = usePageOwner(session.data?.actor);
  if (session.data === null && owner === undefined) return <NotSignedIn />;
  const isOver = session.data === null;
  const flashbar = <Flashbar items={[...messages]} stackItems />;
  return (
    <>
      {isOver && <SignInAgain />}
      <div style={{ display: isOver ? 'none' : 'contents' }}>
        <TopBar actor={session.data?.actor} />
        <AppLayout
          headerSelector="#top-navigation"
          toolsHide
          navigationWidth={220}
          navigationOpen={isNavigationOpen}
          onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
          navigation={<Navigation path={path} />}
          breadcrumbs={way.length > 1 ? <BreadcrumbGroup items={[...way]} /> : undefined}
          notifications={
            <>
              <ConnectionBanner />
              <UnreadBanner />
              {!narrow && flashbar}
            </>
          }
          stickyNotifications={!narrow}
          splitPanel={panel?.content}
          splitPanelOpen={panel !== undefined}
          onSplitPanelToggle={({ detail }) => {
            if (!detail.open) panel?.close();
          }}
          content={session.data === undefined ? <PagePending /> : <Outlet key={owner} />}
        />
        {narrow && <div className="flashes-below">{flashbar}</div>}
      </div>
    </>
  );
}

/** `actor`: who is signed in now. Who signs in after somebody else sees nothing of what was read or typed before. */
function usePageOwner(actor: string | undefined): string | undefined {
  const queryClient = useQueryClient();
  const owner = useStore(pageOwner);
  useEffect(() => {
    if (actor === undefined) return;
    const predicate = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
      queryKey[0] !== sessionKey[0];
    const before = pageOwner.get();
    pageOwner.set(actor);
    // What was refused meanwhile is asked for again.
    if (before === actor) queryClient.invalidateQueries({ predicate }).catch(() => undefined);
    else if (before !== undefined) queryClient.resetQueries({ predicate }).catch(() => undefined);
  }, [actor, queryClient]);
  return actor ?? owner;
}

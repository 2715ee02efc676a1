import '@cloudscape-design/global-styles/index.css';
import './shell/colours.css';
import './shell/global.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import enMessages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './data/query-client.ts';
import { startLookingForUnread } from './data/unread.ts';
import { router } from './router.tsx';
import { startAppearance } from './shell/appearance.ts';
import { followLinks } from './shell/follow-links.ts';

/** `footer` stands below every page. */
export function renderConsole(footer?: ReactNode): void {
  startAppearance();
  startLookingForUnread();
  followLinks((href) => router.history.push(href));
  const root = document.getElementById('root');
  if (root === null) throw new Error('bug: index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <I18nProvider locale="en" messages={[enMessages]}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
        {footer}
      </I18nProvider>
    </StrictMode>,
  );
}

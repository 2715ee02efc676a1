import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { settingsQuery } from '../../data/places.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { About } from './about.tsx';
import { Accounts } from './accounts.tsx';
import { Notifications } from './notifications.tsx';
import { PlanFile } from './plan-file.tsx';
import { SignedIn } from './signed-in.tsx';
import { Undelivered } from './undelivered.tsx';

export function SettingsPage() {
  usePage('Settings');
  const { data, error } = useQuery(settingsQuery);
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<LinkButton href="/settings/tokens">Tokens</LinkButton>}>
          Settings
        </Header>
      }
    >
      <SpaceBetween size="l">
        {data === undefined && error === null && <PagePending />}
        {data === undefined && error !== null && <FailureAlert what="The settings" error={error} />}
        {data !== undefined && <Accounts accounts={data.accounts} />}
        <SignedIn tokenFile={data?.tokenFile} />
        <PlanFile />
        {data !== undefined && <Notifications notifications={data.notifications} />}
        {data?.undelivered !== undefined && <Undelivered messages={data.undelivered} />}
        {data !== undefined && <About version={data.version} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

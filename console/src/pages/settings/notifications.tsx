import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../../src/domain/model/settings.ts';
import { useBesideThePage } from '../../components/beside-the-page.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { eventsText } from '../../components/notification-words.ts';
import { Told } from '../../components/told.tsx';
import { plansQuery } from '../../data/catalog.ts';
import { TestMessages } from './test-messages.tsx';

/** Where messages go: those of every plan, and those that plans ask for. */
export function Notifications({ notifications }: Pick<Settings, 'notifications'>) {
  const { messages } = useBesideThePage();
  const { data, error, isPending } = useQuery(plansQuery);
  if (error !== null && data === undefined) return <FailureAlert what="Who is told of which plan" error={error} />;
  const plans = (data ?? []).flatMap(({ planId, planName, notifications: told }) =>
    told === undefined ? [] : [{ planId, planName, told }],
  );
  return (
    <FittingTable
      loading={isPending}
      loadingText="Reading the plans"
      items={plans}
      trackBy="planId"
      ariaLabels={{ tableLabel: 'Notifications' }}
      header={
        <Header variant="h2" counter={`(${plans.length})`} description={serverText(notifications, messages)}>
          Notifications
        </Header>
      }
      empty={
        <EmptyState title="No plan names somebody to be told">
          Edit <Link href="/recovery-plans">a recovery plan</Link>: it has a part for who is told.
        </EmptyState>
      }
      columnDefinitions={[
        {
          id: 'plan',
          header: 'Runs of',
          isRowHeader: true,
          cell: ({ planId, planName }) => <Link href={`/recovery-plans/${planId}`}>{planName}</Link>,
        },
        { id: 'told', header: 'Are told to', cell: ({ told }) => <Told notifications={told} /> },
        { id: 'when', header: 'When', cell: ({ told }) => eventsText(told) },
        {
          id: 'test',
          header: 'Do they get it',
          cell: ({ planId, planName }) => <TestMessages planId={planId} planName={planName} />,
        },
      ]}
    />
  );
}

/** `logged`: what is said of a server that publishes nothing. */
const serverText = (server: Settings['notifications'], logged: string): string =>
  server.kind === 'log'
    ? logged
    : `Every message is published to the topic ${server.topicArn}: who is to get them all subscribes to it.`;

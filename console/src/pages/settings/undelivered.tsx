import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import type { UndeliveredMessage } from '../../../../src/domain/model/settings.ts';
import { Breakable } from '../../components/breakable.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useServerTime } from '../../data/server-time.ts';

/** Messages that their receivers did not take: they are tried again by themselves, for a day. */
export function Undelivered({ messages }: { readonly messages: readonly UndeliveredMessage[] }) {
  return (
    <FittingTable
      items={messages}
      trackBy="notificationId"
      ariaLabels={{ tableLabel: 'Undelivered messages' }}
      header={
        <Header
          variant="h2"
          counter={`(${messages.length})`}
          description="What a webhook or the SNS topic did not take. Each is tried again by itself for a day, with growing pauses."
        >
          Undelivered messages
        </Header>
      }
      empty={<EmptyState title="None">Everybody took what was sent.</EmptyState>}
      columnDefinitions={[
        {
          id: 'subject',
          header: 'Message',
          isRowHeader: true,
          minWidth: 190,
          cell: ({ subject, planName, to }) => (
            <>
              {subject}
              <Box variant="small" display="block">
                plan {planName}, to {to === 'topic' ? 'the SNS topic' : 'its webhook'}
              </Box>
            </>
          ),
        },
        { id: 'since', header: 'In vain since', minWidth: 130, cell: ({ since }) => <Ago instant={since} /> },
        {
          id: 'error',
          header: 'What the receiver said',
          minWidth: 190,
          cell: ({ lastError }) => <Breakable text={lastError} />,
        },
        {
          id: 'next',
          header: 'Tried again',
          minWidth: 170,
          cell: ({ nextTime }) => <NextTry nextTime={nextTime} />,
        },
      ]}
    />
  );
}

/** It is tried within a minute of its time, and what came of it is known a moment later. */
function NextTry({ nextTime }: Pick<UndeliveredMessage, 'nextTime'>) {
  const now = useServerTime();
  if (nextTime === undefined) return <Indicator type="error">given up</Indicator>;
  if (now !== undefined && Date.parse(nextTime) <= now) return <Indicator type="pending">due now</Indicator>;
  return <Time instant={nextTime} />;
}

import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import type { RecoveryPoints } from '../../../../src/domain/model/point-in-time.ts';
import { FittingTable } from '../../components/fitting-table.tsx';
import { skewText } from '../../components/point-text.ts';
import { Time } from '../../components/time.tsx';

/** Up to when data was asked for, and what was launched from: nothing when all is launched from the latest data. */
export function PointsInTimePanel({ execution }: { readonly execution: ExecutionView }) {
  const asked = execution.waves.flatMap((wave) =>
    wave.pointInTime === undefined ? [] : [{ ...wave, pointInTime: wave.pointInTime }],
  );
  if (asked.length === 0) return null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            asked.length < execution.waves.length && 'Waves that are not named here are launched from their latest data'
          }
        >
          Point in time
        </Header>
      }
    >
      <FittingTable
        variant="borderless"
        items={asked}
        trackBy={({ waveNumber }) => String(waveNumber)}
        ariaLabels={{ tableLabel: 'Point in time' }}
        columnDefinitions={[
          {
            id: 'wave',
            header: 'Wave',
            isRowHeader: true,
            minWidth: 110,
            cell: ({ waveNumber, waveName }) => `${waveNumber} ${waveName}`,
          },
          {
            id: 'asked',
            header: 'Asked for',
            minWidth: 190,
            cell: ({ pointInTime }) => <Time instant={pointInTime} />,
          },
          {
            id: 'chosen',
            header: 'Recovery points chosen',
            minWidth: 190,
            cell: ({ pointInTime, recoveryPoints }) => <Points points={recoveryPoints} pointInTime={pointInTime} />,
          },
          {
            id: 'achieved',
            header: 'Launched from, as DRS says',
            minWidth: 190,
            cell: ({ pointInTime, achievedRecoveryPoints }) => (
              <Points points={achievedRecoveryPoints} pointInTime={pointInTime} />
            ),
          },
        ]}
      />
    </Container>
  );
}

function Points({
  points,
  pointInTime,
}: {
  readonly points: RecoveryPoints | undefined;
  readonly pointInTime: string;
}) {
  if (points === undefined) return <>not yet</>;
  const { oldestTime, newestTime } = points;
  return (
    <>
      <Time instant={oldestTime} />
      {newestTime !== oldestTime && (
        <>
          to <Time instant={newestTime} />
        </>
      )}
      <Box variant="small" display="block">
        {oldestTime !== newestTime && 'the oldest '}
        {skewText(oldestTime, pointInTime)}
      </Box>
    </>
  );
}

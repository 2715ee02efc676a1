import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SettingsJob } from '../../../../src/domain/model/launch-settings-view.ts';
import { Breakable } from '../../components/breakable.tsx';
import { countOf } from '../../components/count.ts';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';
import { Pieces } from '../../components/pieces.tsx';
import { Ago } from '../../components/time.tsx';
import { byName } from '../../data/by-name.ts';
import { labelOf } from '../launch-settings-editor/fields.ts';

type AppliedServer = SettingsJob['servers'][number];

const looks: Readonly<Record<AppliedServer['result'], IndicatorType>> = {
  PENDING: 'pending',
  APPLIED: 'success',
  UNCHANGED: 'success',
  FAILED: 'error',
};

interface Props {
  readonly job: SettingsJob;
  /** This page asks for it now. */
  readonly isRunning: boolean;
}

/** The last application: how far it is, and what AWS said where it failed. */
export function SettingsJobPanel({ job, isRunning }: Props) {
  const { counts, servers, startedBy, startTime, endTime, groupVersion, replaced } = job;
  const decided = counts.total - counts.pending;
  const told = servers
    .filter(({ result, message }) => result !== 'UNCHANGED' || message !== undefined)
    .toSorted((a, b) => weight(a) - weight(b) || byName.compare(a.serverName, b.serverName));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              Of version {groupVersion}, by {startedBy}, begun <Ago instant={startTime} />
              {replaced !== undefined &&
                `, in place of that of version ${replaced.groupVersion} by ${replaced.startedBy}, which was not over`}
            </>
          }
        >
          Last application
        </Header>
      }
    >
      <SpaceBetween size="s">
        {endTime === undefined && (
          <ProgressBar
            value={counts.total === 0 ? 0 : Math.round((100 * decided) / counts.total)}
            label={`${decided} of ${countOf(counts.total, 'server')}`}
            description={
              isRunning
                ? 'Each server by itself; what AWS throttles is tried again'
                : 'Nobody goes on with it now: apply again, and it goes on where it stands'
            }
          />
        )}
        {endTime !== undefined && (
          <Indicator type={counts.failed === 0 ? 'success' : 'error'}>{countsText(job)}</Indicator>
        )}
        {counts.failed > 0 && endTime !== undefined && (
          <Box>Mend what AWS says, and apply again: what is so already is left alone.</Box>
        )}
        {told.length > 0 && (
          <FittingTable
            variant="borderless"
            contentDensity="compact"
            items={told}
            trackBy="sourceServerId"
            ariaLabels={{ tableLabel: 'Servers of the last application' }}
            columnDefinitions={[
              { id: 'name', header: 'Server', isRowHeader: true, minWidth: 130, cell: ({ serverName }) => serverName },
              {
                id: 'result',
                header: 'Result',
                minWidth: 130,
                cell: ({ result }) => <Indicator type={looks[result]}>{result}</Indicator>,
              },
              {
                id: 'changed',
                header: 'Changed',
                minWidth: 150,
                cell: ({ changed }) => (changed.length === 0 ? '–' : <Pieces text={changed.map(labelOf).join(', ')} />),
              },
              {
                id: 'message',
                header: 'What AWS said',
                minWidth: 190,
                cell: ({ message }) => (message === undefined ? '–' : <Breakable text={message} />),
              },
            ]}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

/** What failed stands first. */
const weight = ({ result }: AppliedServer): number => (result === 'FAILED' ? 0 : 1);

/** "2 applied, 1 so already, 1 failed". */
const countsText = ({ counts }: SettingsJob): string =>
  [`${counts.applied} applied`, `${counts.unchanged} so already`, `${counts.failed} failed`].join(', ');

import './activities.css';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { ActivityView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { StatusAndWhy } from '../../../components/status.tsx';
import { Time } from '../../../components/time.tsx';
import { lastWordsOf } from './last-words.ts';

/** What is done around each wave, in its order; nothing where no wave has any of it. */
export function ActivitiesTable({ waves }: { readonly waves: readonly WaveView[] }) {
  const rows = waves.flatMap((wave) => wave.activities.map((activity) => ({ wave, activity })));
  if (rows.length === 0) return null;
  return (
    <FittingTable
      variant="embedded"
      items={rows}
      trackBy={({ activity }) => activity.activityKey}
      ariaLabels={{ tableLabel: 'Actions' }}
      columnDefinitions={[
        { id: 'wave', header: 'Wave', cell: ({ wave }) => `${wave.waveNumber} ${wave.waveName}` },
        { id: 'when', header: 'When', cell: ({ activity }) => `${activity.phase} the launch` },
        {
          id: 'action',
          header: 'Action',
          isRowHeader: true,
          cell: ({ activity }) => `${activity.activityName}${activity.required ? '' : ' (not required)'}`,
        },
        { id: 'kind', header: 'Kind', cell: ({ activity }) => activity.kind },
        {
          id: 'state',
          header: 'State',
          minWidth: 200,
          cell: ({ activity }) => <StatusAndWhy status={activity.state} reason={lastWordsOf(activity)} />,
        },
        { id: 'output', header: 'Output', minWidth: 140, cell: ({ activity }) => <Output activity={activity} /> },
        {
          id: 'start',
          header: 'Started',
          minWidth: 125,
          cell: ({ activity }) => <Time instant={activity.startTime} />,
        },
        { id: 'end', header: 'Ended', minWidth: 125, cell: ({ activity }) => <Time instant={activity.endTime} /> },
      ]}
    />
  );
}

/** The beginning of what it wrote, as it was kept; and where the rest is: the id of the command or runbook in AWS. */
function Output({ activity: { activityName, output, reference } }: { readonly activity: ActivityView }) {
  if (output === undefined) return reference ?? '–';
  return (
    <ExpandableSection headerText="What it wrote" headerAriaLabel={`What ${activityName} wrote`}>
      {reference !== undefined && (
        <Box variant="small" display="block">
          {reference}
        </Box>
      )}
      <pre className="activity-output">{output}</pre>
    </ExpandableSection>
  );
}

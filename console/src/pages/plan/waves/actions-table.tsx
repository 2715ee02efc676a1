import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import type { PlanWave } from '../../../../../src/domain/model/recovery-plan.ts';
import { actionLimitsText, actionPhases, actionText } from '../../../components/action-words.ts';
import { FittingTable } from '../../../components/fitting-table.tsx';

/** What the plan does around its launches, in the order of waves; nothing where it does nothing. */
export function ActionsTable({ waves }: { readonly waves: readonly PlanWave[] }) {
  const rows = waves.flatMap((wave) =>
    actionPhases.flatMap((phase) => (wave.actions?.[phase] ?? []).map((action) => ({ wave, phase, action }))),
  );
  if (rows.length === 0) return null;
  return (
    <FittingTable
      variant="embedded"
      header={
        <Header variant="h3" counter={`(${rows.length})`}>
          Actions around the launches
        </Header>
      }
      items={rows}
      trackBy={({ wave, phase, action }) => `${wave.waveNumber} ${phase} ${action.actionName}`}
      ariaLabels={{ tableLabel: 'Actions' }}
      columnDefinitions={[
        {
          id: 'action',
          header: 'Action',
          isRowHeader: true,
          minWidth: 150,
          cell: ({ action }) => (
            <>
              {action.actionName}
              {action.description !== '' && (
                <Box variant="small" display="block">
                  {action.description}
                </Box>
              )}
            </>
          ),
        },
        { id: 'wave', header: 'Wave', cell: ({ wave }) => `${wave.waveNumber} ${wave.waveName}` },
        { id: 'when', header: 'When', cell: ({ phase }) => `${phase} the launch` },
        { id: 'kind', header: 'Kind', cell: ({ action }) => action.kind },
        { id: 'what', header: 'What', minWidth: 200, cell: ({ action }) => actionText(action) },
        { id: 'limits', header: 'Time-out', cell: ({ action }) => actionLimitsText(action) },
        {
          id: 'counts',
          header: 'When it fails',
          cell: ({ action }) => (action.required ? 'the wave has failed' : 'a warning'),
        },
        { id: 'types', header: 'Runs in', cell: ({ action }) => action.executionTypes.join(', ') },
      ]}
    />
  );
}

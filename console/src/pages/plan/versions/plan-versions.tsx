import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { RecoveryPlan } from '../../../../../src/domain/model/recovery-plan.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { Time } from '../../../components/time.tsx';
import { planVersionsQuery } from '../../../data/catalog.ts';
import { CompareVersions } from './compare-versions.tsx';

interface Props {
  readonly plan: RecoveryPlan;
  /** The versions that are compared; the newest two when absent. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onCompare: (from: number, to: number) => void;
}

export function PlanVersions({ plan, from, to, onCompare }: Props) {
  const { data, error, isPending } = useQuery(planVersionsQuery(plan.planId));
  const newer = to ?? plan.version;
  const older = from ?? newer - 1;
  if (error !== null && data === undefined) return <FailureAlert what="The versions" error={error} />;
  return (
    <SpaceBetween size="l">
      {older >= 1 && (
        <CompareVersions planId={plan.planId} older={older} newer={newer} newest={plan.version} onCompare={onCompare} />
      )}
      <FittingTable
        variant="embedded"
        loading={isPending}
        loadingText="Reading the versions"
        items={data ?? []}
        trackBy={({ version }) => String(version)}
        ariaLabels={{ tableLabel: 'Versions' }}
        columnDefinitions={[
          {
            id: 'version',
            header: 'Version',
            isRowHeader: true,
            cell: ({ version }) => `${version}${version === plan.version ? ' (newest)' : ''}`,
          },
          { id: 'saved', header: 'Saved', cell: ({ updatedTime }) => <Time instant={updatedTime} /> },
          { id: 'by', header: 'By', cell: ({ updatedBy }) => updatedBy ?? '–' },
          { id: 'name', header: 'Name then', cell: ({ planName }) => planName },
          { id: 'waves', header: 'Waves', cell: ({ waveCount }) => waveCount },
          {
            id: 'compare',
            header: 'What changed',
            cell: ({ version }) =>
              version === 1 ? (
                <Box color="text-body-secondary">the first</Box>
              ) : (
                <Button
                  variant="inline-link"
                  ariaLabel={`What version ${version} changed`}
                  onClick={() => onCompare(version - 1, version)}
                >
                  Show
                </Button>
              ),
          },
        ]}
      />
    </SpaceBetween>
  );
}

import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { PlanLinks } from '../../components/plan-links.tsx';
import { selectionText } from '../../components/selection-text.ts';
import { Time } from '../../components/time.tsx';

interface Props {
  readonly group: ProtectionGroup;
  readonly plans: readonly RecoveryPlan[];
  /** Every plan was read. */
  readonly isComplete: boolean;
}

export function GroupSummary({ group, plans, isComplete }: Props) {
  const byTags = 'tags' in group.selection;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        minColumnWidth={180}
        items={[
          { label: 'Account, Region', value: <AccountAndRegion accountId={group.accountId} region={group.region} /> },
          {
            label: byTags ? 'Selects by tags' : 'Selects',
            value: (
              <>
                {selectionText(group.selection)}
                {byTags && (
                  <Box variant="small" display="block">
                    as they are when an execution begins
                  </Box>
                )}
              </>
            ),
          },
          { label: 'Plans', value: <PlanLinks plans={plans} none={isComplete ? 'in no plan' : '…'} /> },
          {
            label: `Version ${group.version}`,
            value: (
              <>
                <Time instant={group.updatedTime} />
                {group.updatedBy !== undefined && (
                  <Box variant="small" display="block">
                    by {group.updatedBy}
                  </Box>
                )}
              </>
            ),
          },
        ]}
      />
    </Container>
  );
}

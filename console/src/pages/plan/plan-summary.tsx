import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { DrillResult } from '../../components/drill-result.tsx';
import { formatSeconds } from '../../components/duration.ts';
import { eventsText } from '../../components/notification-words.ts';
import { Time } from '../../components/time.tsx';
import { Told } from '../../components/told.tsx';
import { withUnit } from '../../components/with-unit.ts';
import { useLastDrills } from '../../data/last-drills.ts';
import { DrillTime } from '../plans/plan-columns.tsx';

export function PlanSummary({ plan }: { readonly plan: RecoveryPlan }) {
  const drill = useLastDrills([plan.planId])(plan.planId);
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        minColumnWidth={180}
        items={[
          {
            label: 'Last drill',
            value: (
              <>
                <DrillTime drill={drill} />
                {drill.kind === 'drill' && (
                  <div>
                    <DrillResult drill={drill} />
                  </div>
                )}
              </>
            ),
          },
          {
            label: 'Objectives',
            value: (
              <>
                RTO {plan.rtoTargetMinutes === undefined ? 'not set' : withUnit(plan.rtoTargetMinutes, 'min')}
                <Box variant="small" display="block">
                  RPO {plan.rpoTargetSeconds === undefined ? 'not set' : formatSeconds(plan.rpoTargetSeconds)}
                </Box>
                {plan.drillTtlHours !== undefined && (
                  <Box variant="small" display="block">
                    a drill is cleaned up after {withUnit(plan.drillTtlHours, 'h')}
                  </Box>
                )}
              </>
            ),
          },
          {
            label: 'Told of its runs',
            value: (
              <>
                <Told notifications={plan.notifications} />
                {plan.notifications !== undefined && (
                  <Box variant="small" display="block">
                    when {eventsText(plan.notifications)}
                  </Box>
                )}
              </>
            ),
          },
          {
            label: `Version ${plan.version}`,
            value: (
              <>
                <Time instant={plan.updatedTime} />
                {plan.updatedBy !== undefined && (
                  <Box variant="small" display="block">
                    by {plan.updatedBy}
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

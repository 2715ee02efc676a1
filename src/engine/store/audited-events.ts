/** What an execution did to settings in AWS, for the audit log; all else that it did is in its own events alone. */
import { activitiesOf } from '../../domain/activity-states.ts';
import { ownActs } from '../../domain/model/audit-entry.ts';
import type { ExecutionEvent } from '../../domain/model/event.ts';
import type { ExecutionState } from '../../domain/model/execution.ts';
import { shortened } from '../../domain/names.ts';
import type { Write } from '../../ports/item-store.ts';
import { ownActWrite } from '../audit-items.ts';

/** Saved with the events. */
export const auditedEvents = ({ header, waves }: ExecutionState, events: readonly ExecutionEvent[]): readonly Write[] =>
  events.flatMap(({ sequence, time, data }) => {
    if (data.type !== 'ActivityEnded') return [];
    const wave = waves.find(({ waveNumber }) => waveNumber === data.waveNumber);
    const activity = wave && activitiesOf(wave).find(({ activityKey }) => activityKey === data.activityKey);
    if (activity?.kind !== 'LAUNCH_SETTINGS') return [];
    const { executionId, planId, planName, executionType, initiatedBy } = header;
    return [
      ownActWrite({
        auditId: `audit-${executionId}-${sequence}`,
        time,
        route: ownActs.settingsApplied,
        resources: [executionId, planId, planName],
        detail: {
          cause: `${executionType} started by ${initiatedBy}`,
          waveNumber: data.waveNumber,
          message: shortened(data.message),
        },
        result: data.state === 'SUCCEEDED' ? 'done' : 'failed',
      }),
    ];
  });

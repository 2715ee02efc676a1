/** What an execution did in AWS around its launches, for the audit log; all else that it did is in its own events alone. */
import { activitiesOf } from '../../domain/activity-states.ts';
import type { ActivityKind } from '../../domain/model/activity.ts';
import { ownActs } from '../../domain/model/audit-entry.ts';
import type { ExecutionEvent } from '../../domain/model/event.ts';
import type { ExecutionHeader, ExecutionState } from '../../domain/model/execution.ts';
import { shortened } from '../../domain/names.ts';
import type { Write } from '../../ports/item-store.ts';
import { ownActWrite } from '../audit-items.ts';

/** Kinds that change something in AWS, or have something run there. */
const audited = new Map<ActivityKind, string>([
  ['LAUNCH_SETTINGS', ownActs.settingsApplied],
  ['SSM_AUTOMATION', ownActs.actionRun],
  ['SSM_COMMAND', ownActs.actionRun],
  ['LAMBDA', ownActs.actionRun],
]);

interface Ended {
  readonly auditId: string;
  readonly time: string;
  readonly route: string;
  readonly kind: ActivityKind;
  readonly waveNumber: number;
  readonly actionName: string;
  readonly references: readonly string[];
  readonly message: string;
  readonly result: 'done' | 'failed';
}

/** Saved with the events, from the state before them: a try that is over has lost its reference after it. */
export const auditedEvents = (before: ExecutionState, events: readonly ExecutionEvent[]): readonly Write[] => {
  const ended = events.flatMap((event) => endedActivity(before, event));
  // A cancel may end those of 50 waves in one save, which holds 100 items: what ended in the same words is one entry.
  const alike = Map.groupBy(ended, ({ kind, result, message }) => JSON.stringify([kind, result, message]));
  return [...alike.values()].flatMap((some) => entryOf(before.header, some));
};

const endedActivity = ({ header, waves }: ExecutionState, event: ExecutionEvent): readonly Ended[] => {
  const { sequence, time, data } = event;
  if (data.type !== 'ActivityEnded') return [];
  const wave = waves.find(({ waveNumber }) => waveNumber === data.waveNumber);
  const activity = wave && activitiesOf(wave).find(({ activityKey }) => activityKey === data.activityKey);
  if (activity === undefined) return [];
  const route = audited.get(activity.kind);
  if (route === undefined) return [];
  return [
    {
      auditId: `audit-${header.executionId}-${sequence}`,
      time,
      route,
      kind: activity.kind,
      waveNumber: data.waveNumber,
      actionName: data.activityName,
      // Of several commands: each is found by its own.
      references: (data.reference ?? activity.reference)?.split(',') ?? [],
      message: shortened(data.message),
      result: data.state === 'SUCCEEDED' ? 'done' : 'failed',
    },
  ];
};

const entryOf = (header: ExecutionHeader, alike: readonly Ended[]): readonly Write[] => {
  const [first, ...others] = alike;
  if (first === undefined) return [];
  const { executionId, planId, planName, executionType, purpose, initiatedBy } = header;
  const { auditId, time, route, kind, message, result } = first;
  const names = [...new Set(alike.map(({ actionName }) => actionName))].join(', ');
  return [
    ownActWrite({
      auditId,
      time,
      route,
      resources: [executionId, planId, planName, ...alike.flatMap(({ references }) => references)],
      detail: {
        cause: `${purpose === 'CLEAN_UP' ? 'clean-up' : executionType} started by ${initiatedBy}`,
        waveNumber: others.length === 0 ? first.waveNumber : alike.map(({ waveNumber }) => waveNumber).join(', '),
        ...(route === ownActs.actionRun && { actionName: names, kind }),
        message,
      },
      result,
    }),
  ];
};

import type { ActivityView } from '../../domain/model/execution-view.ts';

/** What is done around the waves, in their order: how it stands or ended, in its own words. */
export const actionTable = {
  head: ['WAVE', 'WHEN', 'ACTION', 'KIND', 'STATUS', ''],
  row: ({ waveName, ...activity }: ActivityView & { readonly waveName: string }): string[] => [
    waveName,
    activity.phase,
    activity.required ? activity.activityName : `${activity.activityName} (not required)`,
    activity.kind,
    activity.state,
    [activity.lastLook?.message ?? activity.message, activity.reference, activity.output]
      .filter((text) => text !== undefined)
      // Each in one line of the table.
      .map((text) => text.trim().replaceAll(/\s*[\r\n]+\s*/g, ' | '))
      .join('; '),
  ],
};

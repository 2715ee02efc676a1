import type { Job, Participant } from './job.ts';

export type JobLogItem = {
  position: number;
  at: number;
  /** JobLogEvent of the API model. */
  event: string;
  /** JobLogEventData of the API model. */
  data: { sourceServerID?: string; conversionServerID?: string; targetInstanceID?: string; rawError?: string };
};

type Draft = Omit<JobLogItem, 'position'>;

const logs = new WeakMap<Job, readonly JobLogItem[]>();

/**
 * The whole log of a job, the future included, oldest first. There is no LAUNCH_END: the API model does not know it, so
 * the end of a launch shows in launchStatus only.
 */
export function jobLog(job: Job): readonly JobLogItem[] {
  const items = logs.get(job) ?? itemsBeforeEnd(job);
  logs.set(job, items);
  // Not kept with the others: the end of a stuck job can still be decided by hand.
  if (job.endedAt === null) return items;
  const end = { position: items.length, at: job.endedAt, event: 'JOB_END', data: {} };
  return [...items.filter((item) => item.at <= end.at), end];
}

function itemsBeforeEnd(job: Job): JobLogItem[] {
  const drafts: Draft[] = [{ at: job.startedAt, event: 'JOB_START', data: {} }];
  for (const participant of job.participants) drafts.push(...eventsOf(participant));
  drafts.sort((a, b) => a.at - b.at);
  return drafts.map((draft, position) => ({ position, ...draft }));
}

function eventsOf(participant: Participant): Draft[] {
  const { sourceServerId, snapshot, conversion, cleanup, launch, failure, instance } = participant;
  const server = { sourceServerID: sourceServerId };
  const converter =
    participant.conversionServerId === undefined ? {} : { conversionServerID: participant.conversionServerId };
  const drafts: Draft[] = [];
  const add = (at: number | null, event: string, data: JobLogItem['data']): void => {
    if (at !== null) drafts.push({ at, event, data: { ...server, ...data } });
  };
  const failed = (event: string): boolean => failure?.event === event;
  if (snapshot !== undefined) {
    add(snapshot[0], 'SNAPSHOT_START', {});
    if (participant.usedPreviousSnapshot === true) add(snapshot[1], 'USING_PREVIOUS_SNAPSHOT', {});
    else if (!failed('SNAPSHOT_FAIL')) add(snapshot[1], 'SNAPSHOT_END', {});
  }
  if (conversion !== undefined) {
    add(conversion[0], 'CONVERSION_START', converter);
    if (!failed('CONVERSION_FAIL')) add(conversion[1], 'CONVERSION_END', converter);
  }
  if (cleanup !== undefined) {
    const [targetInstanceID] = participant.removes;
    const target = targetInstanceID === undefined ? {} : { targetInstanceID };
    add(cleanup[0], 'CLEANUP_START', target);
    add(cleanup[1], 'CLEANUP_END', target);
  }
  if (launch !== undefined) {
    add(launch[0], 'LAUNCH_START', instance === undefined ? {} : { targetInstanceID: instance.instanceId });
  }
  if (failure !== undefined) add(participant.decidedAt, failure.event, { ...converter, rawError: failure.rawError });
  return drafts;
}

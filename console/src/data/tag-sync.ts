/** Copying tags of EC2 instances to their source servers. */
import { queryOptions } from '@tanstack/react-query';
import type { TagSyncScheduleUpdate } from '../../../src/domain/model/tag-sync.ts';
import { estateKey } from './catalog.ts';
import { answerOf, api } from './client.ts';

export const tagSyncQuery = queryOptions({
  queryKey: [...estateKey, 'tag-sync'],
  queryFn: async () => answerOf(await api.getTagSync()),
});

/** The servers where it failed last. */
export const tagSyncFailuresQuery = queryOptions({
  queryKey: [...estateKey, 'tag-sync', 'failed'],
  queryFn: async () => answerOf(await api.listTagSyncServers({ result: 'FAILED', limit: 100 })).items,
});

const pauseMilliseconds = 1000;

/** Everywhere, to the end. */
export const runTagSync = async (): Promise<void> => {
  for (let since: string | undefined; ; ) {
    const answer = answerOf(await api.runTagSync(since === undefined ? {} : { since }));
    if (answer.pendingCount === 0) return;
    since = answer.since;
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
};

export const setTagSyncSchedule = async (schedule: TagSyncScheduleUpdate): Promise<void> => {
  answerOf(await api.setTagSync(schedule));
};

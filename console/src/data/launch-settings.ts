/** How the servers of a group are launched: what AWS has, and how far an application of the group's settings is. */
import { queryOptions } from '@tanstack/react-query';
import type { LaunchConfigBody } from '../../../src/api/contract.ts';
import { estateKey } from './catalog.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';
import { serverTimeNow } from './server-time.ts';

const pageSize = 100;

/** Asks AWS server by server: only when a person opens the page, or looks again. */
export const driftQuery = (groupId: string) =>
  queryOptions({
    queryKey: [...estateKey, 'launch-settings', groupId],
    queryFn: async () => {
      const servers = await readAll((after) => api.listDrift(groupId, { limit: pageSize, ...after }));
      return { servers, askedTime: serverTimeNow() };
    },
    refetchInterval: false,
    refetchOnWindowFocus: false,
    staleTime: 10_000,
  });

/** The last application of a group's settings; null when there was none. AWS is not asked. */
export const settingsJobQuery = (groupId: string) =>
  queryOptions({
    queryKey: ['launch-settings-job', groupId],
    queryFn: async () => {
      const answer = await api.getLaunchSettingsJob(groupId);
      if (!answer.ok && answer.failure.kind === 'problem' && answer.failure.problem.status === 404) return null;
      return answerOf(answer);
    },
  });

/** What a save would be refused for, as the API finds it in AWS; saves nothing. */
export const launchSettingsCheckQuery = (body: LaunchConfigBody) =>
  queryOptions({
    queryKey: ['launch-settings-check', body],
    queryFn: async () => answerOf(await api.checkLaunchSettings(body)),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    staleTime: 10_000,
  });

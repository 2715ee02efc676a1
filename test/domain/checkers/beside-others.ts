import type { Checker } from '../support/run.ts';
import { exceeds, type Use, useOf } from './quotas.ts';
import { placeOf } from './statuses.ts';

/** I6: what is newly planned or claimed fits beside what others use, as far as the decision was told of them. */
export const besideOthers: Checker = ({ input, events, after }) => {
  const placesOf = (type: 'JobPlanned' | 'JobClaimed'): readonly string[] => [
    ...new Set(
      events.flatMap(({ data }) => {
        if (data.type !== type) return [];
        const job = after.jobs.find((candidate) => candidate.jobKey === data.jobKey);
        return job === undefined ? [] : [placeOf(job)];
      }),
    ),
  ];
  const strangersIn = (reservations: readonly { executionId: string; serverCount: number }[]): Use => {
    const theirs = reservations.filter((reservation) => reservation.executionId !== after.header.executionId);
    return { jobs: theirs.length, servers: theirs.reduce((sum, reservation) => sum + reservation.serverCount, 0) };
  };
  if (input?.type === 'advance') {
    return placesOf('JobPlanned').flatMap((place) => {
      const theirs = strangersIn(input.ledgers.get(place)?.reservations ?? []);
      const ours = useOf(after, place, ['PLANNED', 'CLAIMED', 'STARTED']);
      const sum = { jobs: theirs.jobs + ours.jobs, servers: theirs.servers + ours.servers };
      return exceeds(sum) ? [`planned up to ${sum.jobs} jobs with ${sum.servers} servers in ${place}`] : [];
    });
  }
  if (input?.type === 'launchChecked') {
    return placesOf('JobClaimed').flatMap((place) => {
      const theirs = strangersIn(input.ledger.reservations);
      const foreign = input.foreignJobs.reduce((sum, job) => sum + job.sourceServerIds.length, 0);
      const ours = useOf(after, place, ['CLAIMED', 'STARTED']);
      const sum = {
        jobs: theirs.jobs + input.foreignJobs.length + ours.jobs,
        servers: theirs.servers + foreign + ours.servers,
      };
      return exceeds(sum) ? [`claimed up to ${sum.jobs} jobs with ${sum.servers} servers in ${place}`] : [];
    });
  }
  return [];
};

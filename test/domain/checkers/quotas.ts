import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import type { Checker, Step } from '../support/run.ts';
import { isRunning, placeOf } from './statuses.ts';

// DRS's own figures (quotas L-B827C881, L-D88FAC3A, L-05AFA8C6), not those that the product believes in.
const SERVERS_PER_JOB = 100;
const JOBS = 20;
const SERVERS = 500;

/** I6: our own jobs never exceed a quota; and what is newly planned or claimed also fits beside what others use. */
export const quotas: Checker = (step) => [...ownUse(step.after), ...besideOthers(step)];

interface Use {
  readonly jobs: number;
  readonly servers: number;
}

const useOf = (state: ExecutionState, place: string, states: readonly string[]): Use => {
  const jobs = state.jobs.filter((job) => placeOf(job) === place && states.includes(job.state));
  return { jobs: jobs.length, servers: jobs.reduce((sum, job) => sum + job.servers.length, 0) };
};

const exceeds = (use: Use): boolean => use.jobs > JOBS || use.servers > SERVERS;

const ownUse = (state: ExecutionState): readonly string[] => [
  ...[...new Set(state.jobs.map(placeOf))]
    .map((place) => ({ place, use: useOf(state, place, ['PLANNED', 'CLAIMED', 'STARTED']) }))
    .filter(({ use }) => exceeds(use))
    .map(({ place, use }) => `${use.jobs} jobs with ${use.servers} servers of ours in ${place}`),
  ...state.jobs
    .filter((job) => isRunning(job) && job.servers.length > SERVERS_PER_JOB)
    .map((job) => `${job.jobKey} has ${job.servers.length} servers`),
];

const besideOthers = ({ input, events, after }: Step): readonly string[] => {
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

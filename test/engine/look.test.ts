import { describe, expect, it } from 'vitest';
import type { JobObservation, ServerObservation } from '../../src/domain/model/observation.ts';
import { lookUpInstances, seeWhatIsGone } from '../../src/engine/enrich.ts';
import { readPhases } from '../../src/engine/job-phases.ts';
import type { Look } from '../../src/engine/look.ts';
import type { Instance } from '../../src/ports/compute-service.ts';
import type { JobLogItem, RecoveryInstance, RecoveryService } from '../../src/ports/recovery-service.ts';
import { failureOf } from '../drivers/support/fake-aws.ts';

const scope = { accountId: '111122223333', region: 'us-east-1' };
const noon = (seconds: number): string => new Date(Date.UTC(2026, 10, 2, 12, 0, seconds)).toISOString();

const observationOf = (
  jobId: string,
  servers: readonly ServerObservation[],
  more: Partial<JobObservation> = {},
): JobObservation => ({
  ...scope,
  executionId: 'exec-1',
  jobKey: `key-of-${jobId}`,
  jobId,
  jobStatus: 'STARTED',
  servers: [...servers],
  enrichmentAttempts: 0,
  lastPolledTime: noon(60),
  ...more,
});

const launched = (sourceServerId: string): ServerObservation => ({
  sourceServerId,
  launchStatus: 'LAUNCHED',
  phase: 'DONE',
});
const converting = (sourceServerId: string): ServerObservation => ({
  sourceServerId,
  launchStatus: 'IN_PROGRESS',
  phase: 'CONVERSION',
});
const firstLook = (after: JobObservation): Look => ({ before: undefined, after });

/** DRS and EC2 that know one instance for each server, and note what they were asked. */
const createAws = (log: readonly JobLogItem[] | 'unreadable' = []) => {
  const asked: string[] = [];
  const recovery: Pick<RecoveryService, 'describeJobLog' | 'describeRecoveryInstances'> = {
    describeJobLog: async (_scope, jobId) => {
      asked.push(`log ${jobId}`);
      if (log !== 'unreadable') return { ok: true, value: log };
      return {
        ok: false,
        failure: {
          kind: 'denied',
          retryable: false,
          mayHaveHappened: false,
          operation: 'drs:DescribeJobLogItems',
          code: 'AccessDeniedException',
          message: 'no',
        },
      };
    },
    describeRecoveryInstances: async (_scope, sourceServerIds = []) => {
      asked.push(`recovery instances ${sourceServerIds.join()}`);
      return {
        ok: true,
        value: sourceServerIds.map(
          (sourceServerId): RecoveryInstance => ({
            sourceServerId,
            recoveryInstanceId: `i-${sourceServerId}`,
            instanceId: `i-${sourceServerId}`,
            jobId: sourceServerId.startsWith('a') ? 'job-a' : 'job-b',
          }),
        ),
      };
    },
  };
  const compute = {
    describeInstances: async (_scope: unknown, instanceIds: readonly string[]) => {
      asked.push(`instances ${instanceIds.join()}`);
      const value = instanceIds.map(
        (instanceId): Instance => ({
          instanceId,
          privateIp: `ip of ${instanceId}`,
          isWindows: false,
          tags: {},
        }),
      );
      return { ok: true, value } as const;
    },
  };
  return { asked, recovery, compute };
};

const ipsOf = (observation: JobObservation): readonly (string | undefined)[] =>
  observation.servers.map((server) => server.privateIp);

describe('the addresses of launched servers', () => {
  it('are asked for once for all jobs of a look', async () => {
    const aws = createAws();
    const jobs = [observationOf('job-a', [launched('a1'), converting('a2')]), observationOf('job-b', [launched('b1')])];
    const add = await lookUpInstances(aws, scope, jobs.map(firstLook));
    expect(aws.asked).toEqual(['recovery instances a1,b1', 'instances i-a1,i-b1']);
    expect(jobs.map(add).map(ipsOf)).toEqual([['ip of i-a1', undefined], ['ip of i-b1']]);
  });

  it('are asked for again two minutes later at the earliest, but at the end of the job at once', async () => {
    const at = async (seconds: number, jobStatus: string): Promise<readonly string[]> => {
      const aws = createAws();
      const before = observationOf('job-a', [], { enrichedTime: noon(0) });
      const after = observationOf('job-a', [launched('a1')], { jobStatus, lastPolledTime: noon(seconds) });
      await lookUpInstances(aws, scope, [{ before, after }]);
      return aws.asked;
    };
    expect(await at(119, 'STARTED')).toEqual([]);
    expect(await at(120, 'STARTED')).toHaveLength(2);
    expect(await at(1, 'COMPLETED')).toHaveLength(2);
  });

  it('of a job that is decided come later when a wave waits; of one that is not they are asked for at once', async () => {
    const at = async (servers: readonly ServerObservation[], hurriedId?: string): Promise<number> => {
      const aws = createAws();
      const job = observationOf('job-a', servers, { jobStatus: 'COMPLETED' });
      await lookUpInstances(aws, scope, [firstLook(job)], hurriedId);
      return aws.asked.length;
    };
    const decided = { ...launched('a1'), decidedTime: noon(0) };
    const failed = { ...launched('a2'), launchStatus: 'FAILED', decidedTime: noon(0) };
    expect(await at([decided], 'exec-1')).toBe(0);
    expect(await at([decided])).toBe(2);
    expect(await at([decided], 'exec-2'), 'the wave is of another execution').toBe(2);
    expect(await at([decided, converting('a2')], 'exec-1')).toBe(2);
    expect(await at([decided, failed], 'exec-1'), 'it may be over with this look').toBe(2);
  });

  it('of a job that asks for none are not counted as looked up', async () => {
    const jobs = [observationOf('job-a', [launched('a1')]), observationOf('job-b', [converting('b1')])];
    const add = await lookUpInstances(createAws(), scope, jobs.map(firstLook));
    expect(jobs.map(add).map(({ enrichmentAttempts }) => enrichmentAttempts)).toEqual([1, 0]);
  });

  it('made by another job say nothing of this one', async () => {
    const job = observationOf('job-b', [launched('a1')]);
    const add = await lookUpInstances(createAws(), scope, [firstLook(job)]);
    expect(add(job).servers).toEqual(job.servers);
  });

  it('made by another job are told by its id alone, of a server that a job which is over left undecided', async () => {
    const job = observationOf('job-b', [converting('a1')], { jobStatus: 'COMPLETED' });
    const add = await lookUpInstances(createAws(), scope, [firstLook(job)]);
    expect(add(job).servers).toEqual([{ ...converting('a1'), instanceJobId: 'job-a' }]);
  });
});

describe('what a clean-up has terminated', () => {
  const undecided = { sourceServerId: 'a1', launchStatus: 'PENDING', recoveryInstanceId: 'i-a1' };
  /** DRS lists the instance or not; EC2 shows it in this state, not at all, or says nothing. */
  const seenGone = async (isListed: boolean, ec2: string | undefined) => {
    const aws = createAws();
    const ports = {
      recovery: isListed ? aws.recovery : { describeRecoveryInstances: async () => ({ ok: true, value: [] }) as const },
      compute: {
        describeInstances: async (_scope: unknown, instanceIds: readonly string[]) => {
          if (ec2 === 'unreadable') {
            return { ok: false, failure: failureOf('throttled', 'ec2:DescribeInstances', 'later') } as const;
          }
          const value =
            ec2 === undefined
              ? []
              : instanceIds.map((instanceId) => ({ instanceId, instanceState: ec2, isWindows: false, tags: {} }));
          return { ok: true, value } as const;
        },
      },
    };
    const job = observationOf('job-a', [undecided], { jobStatus: 'COMPLETED' });
    const add = await seeWhatIsGone(ports, scope, [firstLook(job)]);
    return add(job).servers[0]?.instanceGone;
  };

  it.each([
    { isListed: true, ec2: undefined, gone: false },
    { isListed: false, ec2: undefined, gone: true },
    { isListed: false, ec2: 'terminated', gone: true },
    { isListed: false, ec2: 'running', gone: false },
    { isListed: false, ec2: 'shutting-down', gone: false },
    { isListed: false, ec2: 'a state of tomorrow', gone: false },
    { isListed: false, ec2: 'unreadable', gone: undefined },
  ])('DRS lists it: $isListed, EC2 shows it $ec2: gone is $gone', async ({ isListed, ec2, gone }) => {
    expect(await seenGone(isListed, ec2)).toBe(gone);
  });
});

describe('the log of a job', () => {
  const log: readonly JobLogItem[] = [
    { event: 'CONVERSION_START', sourceServerId: 'a1', time: noon(10) },
    { event: 'LAUNCH_START', sourceServerId: 'a1', time: noon(30) },
    { event: 'SNAPSHOT_START', sourceServerId: 'a2', time: 'no time at all' },
    { event: 'LAUNCH_FAILED', sourceServerId: 'a3', rawError: 'no capacity' },
  ];
  const waiting = (sourceServerId: string): ServerObservation => ({ sourceServerId, launchStatus: 'PENDING' });

  it('tells the phase of each server, when its launch began, and why it failed', async () => {
    const job = observationOf('job-a', [
      waiting('a1'),
      waiting('a2'),
      { sourceServerId: 'a3', launchStatus: 'FAILED', phase: 'DONE' },
    ]);
    const add = await readPhases(createAws(log).recovery, scope, [firstLook(job)]);
    expect(add(job)).toMatchObject({
      logReadTime: noon(60),
      servers: [
        { phase: 'LAUNCH', launchStartTime: noon(30) },
        { phase: 'SNAPSHOT' },
        { phase: 'DONE', error: 'no capacity' },
      ],
    });
    expect(add(job).servers[1]).not.toHaveProperty('launchStartTime');
  });

  it('is read once in a minute while servers are prepared, and not once all are being launched', async () => {
    const asked = async (seconds: number, server: ServerObservation): Promise<readonly string[]> => {
      const aws = createAws(log);
      const before = observationOf('job-a', [server], { logReadTime: noon(0) });
      await readPhases(aws.recovery, scope, [{ before, after: { ...before, lastPolledTime: noon(seconds) } }]);
      return aws.asked;
    };
    expect(await asked(50, converting('a1'))).toEqual([]);
    expect(await asked(60, converting('a1'))).toEqual(['log job-a']);
    expect(await asked(60, { ...converting('a1'), phase: 'LAUNCH' })).toEqual([]);
  });

  it('is read at once when a server has failed, for DRS’s own words', async () => {
    const aws = createAws(log);
    const before = observationOf('job-a', [{ ...converting('a3'), phase: 'LAUNCH' }], { logReadTime: noon(59) });
    const after = observationOf('job-a', [{ sourceServerId: 'a3', launchStatus: 'FAILED', phase: 'DONE' }]);
    const add = await readPhases(aws.recovery, scope, [{ before, after }]);
    expect(add(after).servers[0]?.error).toBe('no capacity');
  });

  it('that may not be read leaves everything as it was', async () => {
    const job = observationOf('job-a', [converting('a1')]);
    const add = await readPhases(createAws('unreadable').recovery, scope, [firstLook(job)]);
    expect(add(job)).toBe(job);
  });
});

/** A job never reports FAILED: its servers decide, and what DRS leaves undecided is settled in bounded time. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { EventData } from '../../src/domain/model/event.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import { lookedSince, settleJob } from '../../src/domain/transition/settle.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, statusesOf, turnSeeing } from './support/drive.ts';

const started = (size = 1): LaunchJob => {
  const run = beginRun({ jobs: [{ size }] });
  launch(run);
  const [job] = jobsIn(run.state(), 'STARTED');
  if (job === undefined) throw new Error('no job was started');
  return job;
};

const job = started();
const decisions = (events: readonly EventData[]) =>
  events.flatMap((event) => (event.type === 'ServersDecided' ? event.servers : []));
const endOf = (events: readonly EventData[]) => events.find((event) => event.type === 'JobEnded')?.how;

const instanceLookFailure = {
  time: at(300),
  message: 'DescribeRecoveryInstances: denied',
  consecutive: 15,
  retryTime: at(360),
};

describe('the servers of a running job', () => {
  it.each(['PENDING', 'IN_PROGRESS', 'UNHEARD_OF'])('%s is not done yet', (launchStatus) => {
    expect(settleJob(job, observationOf(job, launchStatus))).toEqual([]);
  });

  it('LAUNCHED is decided at once, with its recovery instance; the job itself still runs', () => {
    const observation = observationOf(job, 'LAUNCHED', { server: { recoveryInstanceId: 'i-1' } });
    expect(settleJob(job, observation)).toEqual([
      {
        type: 'ServersDecided',
        jobKey: job.jobKey,
        servers: [{ sourceServerId: 's-00000000000000000', outcome: 'LAUNCHED', recoveryInstanceId: 'i-1' }],
      },
    ]);
  });

  it('FAILED carries DRS’s own words, or says that there are none, or that the log could not be read', () => {
    const failed = (error?: string, logReadTime?: string) =>
      decisions(
        settleJob(
          job,
          observationOf(job, 'FAILED', {
            ...(logReadTime === undefined ? {} : { logReadTime }),
            server: { decidedTime: at(20), ...(error === undefined ? {} : { error }) },
          }),
        ),
      );
    expect(failed('conversion failed: no boot volume')).toMatchObject([
      { outcome: 'FAILED', reason: 'conversion failed: no boot volume' },
    ]);
    const base = `DRS reports launchStatus FAILED in job ${job.jobId}`;
    expect(failed(undefined, at(20))).toMatchObject([{ outcome: 'FAILED', reason: `${base} and gives no reason` }]);
    const unread = { outcome: 'FAILED', reason: `${base}; why is in the job's log, which could not be read then` };
    expect(failed()).toMatchObject([unread]);
    expect(failed(undefined, at(19))).toMatchObject([unread]);
    const undated = observationOf(job, 'FAILED', { logReadTime: at(19) });
    expect(decisions(settleJob(job, undated))).toMatchObject([unread]);
  });

  it('TERMINATED before it was seen launched is a failure', () => {
    expect(decisions(settleJob(job, observationOf(job, 'TERMINATED')))).toMatchObject([
      {
        outcome: 'FAILED',
        reason: `its instance was terminated before it was seen launched (launchStatus TERMINATED in job ${job.jobId})`,
      },
    ]);
  });

  it('is undecided while the job runs, though its instance is there, and however long a look in between saw it over', () => {
    const server = { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1', instanceState: 'running' };
    expect(settleJob(job, observationOf(job, 'PENDING', { server }))).toEqual([]);
    const stale = { unsettledSince: at(0), lastPolledTime: at(10_000) };
    expect(settleJob(job, observationOf(job, 'PENDING', stale))).toEqual([]);
  });

  it('an unknown status of the job is waited on, whatever its servers say', () => {
    const events = settleJob(job, observationOf(job, 'LAUNCHED', { jobStatus: 'UNHEARD_OF' }));
    expect(decisions(events)).toHaveLength(1);
    expect(endOf(events)).toBeUndefined();
  });
});

describe('a job that DRS calls COMPLETED', () => {
  const completed = (launchStatus: string, changes: Parameters<typeof observationOf>[2] = {}) =>
    settleJob(job, observationOf(job, launchStatus, { jobStatus: 'COMPLETED', ...changes }));

  it('ends when each of its servers is decided', () => {
    expect(endOf(completed('LAUNCHED'))).toBe('COMPLETED');
    expect(endOf(completed('FAILED'))).toBe('COMPLETED');
  });

  it('does not end while one is undecided', () => {
    expect(completed('PENDING', { unsettledSince: at(0), lastPolledTime: at(299) })).toEqual([]);
  });

  it.each(['terminated', 'shutting-down', 'TERMINATED'])(
    'an undecided server whose instance is %s is not launched: it has failed when the grace period is over',
    (instanceState) => {
      const server = { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1', instanceState };
      expect(completed('PENDING', { server, unsettledSince: at(0), lastPolledTime: at(299) })).toEqual([]);
      const events = completed('PENDING', { server, unsettledSince: at(0), lastPolledTime: at(300) });
      expect(endOf(events)).toBe('COMPLETED');
      expect(decisions(events)).toMatchObject([
        {
          outcome: 'FAILED',
          reason: `DRS did not report this server launched in job ${job.jobId}, and i-1, which the job made, is ${instanceState}`,
        },
      ]);
    },
  );

  it.each(['running', 'stopped', 'pending'])(
    'an undecided server whose instance is %s was launched',
    (instanceState) => {
      const server = { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1', instanceState };
      expect(decisions(completed('PENDING', { server }))).toMatchObject([{ outcome: 'LAUNCHED' }]);
    },
  );

  it('an undecided server with an instance of this very job was launched', () => {
    const events = completed('PENDING', { server: { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1' } });
    expect(decisions(events)).toMatchObject([{ outcome: 'LAUNCHED', recoveryInstanceId: 'i-1' }]);
    expect(endOf(events)).toBe('COMPLETED');
  });

  it('an instance that is going is named as well as it is known', () => {
    const over = { unsettledSince: at(0), lastPolledTime: at(300) };
    const reason = (ids: { readonly instanceId?: string }) => {
      const server = { instanceJobId: job.jobId ?? '', instanceState: 'terminated', ...ids };
      return decisions(completed('PENDING', { server, ...over }))[0]?.reason;
    };
    const launched = `DRS did not report this server launched in job ${job.jobId}, and`;
    expect(reason({ instanceId: 'i-ec2' })).toBe(`${launched} i-ec2, which the job made, is terminated`);
    expect(reason({})).toBe(`${launched} its recovery instance, which the job made, is terminated`);
  });

  it('an instance of an earlier job proves nothing', () => {
    expect(completed('PENDING', { server: { instanceJobId: 'drsjob-earlier' } })).toEqual([]);
  });

  it('after the grace period the undecided server counts as failed, and says what was seen last', () => {
    const grace = { unsettledSince: at(0), lastPolledTime: at(limits.undecidedGraceSeconds) };
    const events = completed('PENDING', grace);
    expect(decisions(events)).toMatchObject([
      { outcome: 'FAILED', reason: expect.stringMatching(/without deciding .* \(last launchStatus PENDING\)$/) },
    ]);
    expect(endOf(events)).toBe('COMPLETED');
    const unnamed = decisions(completed('PENDING', { ...grace, servers: [] }));
    expect(unnamed).toMatchObject([{ reason: expect.stringContaining('DRS did not name it in the job') }]);
  });

  describe('and whose undecided server could not be looked for by the last look', () => {
    const grace = { unsettledSince: at(0), lastPolledTime: at(limits.undecidedGraceSeconds) };
    const day = limits.jobGiveUpHours * 3600;

    it('is waited on beyond the grace period, and decided by a look that was answered', () => {
      expect(completed('PENDING', { ...grace, instanceLookFailure })).toEqual([]);
      expect(completed('PENDING', { ...grace, instanceLookFailure, lastPolledTime: at(day - 1) })).toEqual([]);
      expect(decisions(completed('PENDING', { ...grace, lastPolledTime: at(day - 1) }))).toMatchObject([
        { outcome: 'FAILED' },
      ]);
    });

    it('what DRS decided, or an earlier look found, is decided all the same', () => {
      expect(decisions(completed('LAUNCHED', { instanceLookFailure }))).toMatchObject([{ outcome: 'LAUNCHED' }]);
      const server = { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1', instanceState: 'running' };
      expect(decisions(completed('PENDING', { instanceLookFailure, server }))).toMatchObject([
        { outcome: 'LAUNCHED', recoveryInstanceId: 'i-1' },
      ]);
    });

    it('is given up a day after its start, with the words of AWS', () => {
      const events = completed('PENDING', { ...grace, instanceLookFailure, lastPolledTime: at(day) });
      expect(decisions(events)).toMatchObject([
        {
          outcome: 'FAILED',
          reason:
            'not decided by DRS within 24 h; no longer watched; its instance could not be looked for: DescribeRecoveryInstances: denied (last launchStatus PENDING)',
        },
      ]);
      expect(endOf(events)).toBe('COMPLETED');
    });
  });

  it('a server whose instance somebody else replaced before it was seen launched has failed, and says whose runs now', () => {
    const server = { recoveryInstanceId: 'i-1', instanceJobId: 'drsjob-stranger' };
    const grace = { unsettledSince: at(0), lastPolledTime: at(limits.undecidedGraceSeconds) };
    expect(decisions(completed('UNHEARD_OF', { server, ...grace }))).toEqual([
      {
        sourceServerId: 's-00000000000000000',
        outcome: 'FAILED',
        reason: [
          `DRS ended job ${job.jobId} without deciding this server, and no recovery instance of that job was seen in 5 min`,
          "(last launchStatus UNHEARD_OF; that job's was i-1; the one that DRS shows was made by job drsjob-stranger)",
        ].join(' '),
      },
    ]);
  });
});

describe('a job that DRS no longer lists', () => {
  it('has launched the servers that have an instance of it', () => {
    const server = { instanceJobId: job.jobId ?? '', recoveryInstanceId: 'i-1', instanceState: 'running' };
    const events = settleJob(job, observationOf(job, 'PENDING', { jobStatus: 'MISSING', server }));
    expect(decisions(events)).toMatchObject([{ outcome: 'LAUNCHED', recoveryInstanceId: 'i-1' }]);
  });

  it('does not end while nobody can look for the instances of its servers', () => {
    const missing = { jobStatus: 'MISSING', unsettledSince: at(0), lastPolledTime: at(80_000), instanceLookFailure };
    expect(settleJob(job, observationOf(job, 'IN_PROGRESS', missing))).toEqual([]);
  });

  it('ends after the grace period, with its undecided servers failed', () => {
    const missing = { jobStatus: 'MISSING', unsettledSince: at(0) };
    const grace = limits.missingJobGraceSeconds;
    const seen = (seconds: number) =>
      settleJob(job, observationOf(job, 'IN_PROGRESS', { ...missing, lastPolledTime: at(seconds) }));
    expect(seen(grace - 1)).toEqual([]);
    const reason = [
      `DRS no longer lists job ${job.jobId}, and no recovery instance of that job was seen in 30 min`,
      '(last launchStatus IN_PROGRESS)',
    ].join(' ');
    expect(decisions(seen(grace))).toMatchObject([{ outcome: 'FAILED', reason }]);
    expect(endOf(seen(grace))).toBe('MISSING');
  });
});

describe('a job that never ends', () => {
  it('is given up a day after its start, not by a look that was taken before', () => {
    const day = limits.jobGiveUpHours * 3600;
    expect(settleJob(job, observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(day - 1) }))).toEqual([]);
    const events = settleJob(job, observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(day) }));
    const reason = 'not decided by DRS within 24 h; no longer watched (last launchStatus IN_PROGRESS)';
    expect(decisions(events)).toMatchObject([{ outcome: 'FAILED', reason }]);
    expect(endOf(events)).toBe('GIVEN_UP');
  });
});

describe('a job that never ends, while DRS cannot be asked', () => {
  const day = limits.jobGiveUpHours * 3600;

  it('is given up a day after its start too, with AWS’s words, and not before', () => {
    const failedLook = (seconds: number) => ({ now: at(seconds), message: 'ExpiredTokenException: expired' });
    expect(settleJob(job, undefined, failedLook(day - 1))).toEqual([]);
    expect(settleJob(job, observationOf(job, 'IN_PROGRESS'), failedLook(day - 1))).toEqual([]);
    const events = settleJob(job, undefined, failedLook(day));
    expect(endOf(events)).toBe('GIVEN_UP');
    expect(decisions(events)).toEqual([
      {
        sourceServerId: 's-00000000000000000',
        outcome: 'FAILED',
        reason:
          'not decided by DRS within 24 h; no longer watched; DRS cannot be asked: ExpiredTokenException: expired (DRS did not name it in the job)',
      },
    ]);
  });

  it('is not given up while nobody has tried, nor before it has started', () => {
    expect(settleJob(job, undefined)).toEqual([]);
    const { startedTime: _startedTime, ...notStarted } = job;
    expect(settleJob(notStarted, undefined, { now: at(10 * day), message: 'expired' })).toEqual([]);
  });

  it('in a turn: where looks fail, and nowhere else', () => {
    const ireland = { accountId: '111122223333', region: 'eu-west-1' };
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1, scope: ireland }] });
    launch(run);
    const lookFailures = new Map([['111122223333/eu-west-1', 'AccessDeniedException: denied']]);
    run.apply({ type: 'advance', observations: new Map(), ledgers: new Map(), lookFailures }, at(day));
    expect(run.state().jobs).toMatchObject([
      { state: 'STARTED' },
      { state: 'ENDED', servers: [{ outcome: 'FAILED', reason: expect.stringContaining('denied') }] },
    ]);
  });
});

describe('a termination, in a clean-up', () => {
  const cleanUp: LaunchJob = {
    ...job,
    purpose: 'CLEAN_UP',
    servers: job.servers.map((server) => ({ ...server, recoveryInstanceId: 'i-1' })),
  };
  const seen = (launchStatus: string, changes: Parameters<typeof observationOf>[2] = {}) =>
    settleJob(cleanUp, observationOf(cleanUp, launchStatus, changes));
  const terminated = [{ sourceServerId: 's-00000000000000000', outcome: 'TERMINATED' }];

  it('is done when DRS says so', () => {
    expect(decisions(seen('TERMINATED'))).toEqual(terminated);
    expect(seen('PENDING')).toEqual([]);
    expect(seen('LAUNCHED', { jobStatus: 'COMPLETED' })).toEqual([]);
  });

  it.each(['COMPLETED', 'MISSING'])('is done when the job is %s and the instance is no longer there', (jobStatus) => {
    expect(decisions(seen('PENDING', { jobStatus, server: { instanceGone: true } }))).toEqual(terminated);
    expect(decisions(seen('PENDING', { jobStatus, server: { instanceGone: false } }))).toEqual([]);
  });

  it('is not done while the job runs, though the instance is not to be seen', () => {
    expect(seen('PENDING', { server: { instanceGone: true } })).toEqual([]);
  });

  describe('that DRS calls TERMINATED, while EC2 still shows the instance', () => {
    const withinGrace = { jobStatus: 'COMPLETED', unsettledSince: at(0), lastPolledTime: at(299) };
    const afterGrace = { ...withinGrace, lastPolledTime: at(limits.undecidedGraceSeconds) };
    const running = { stillInEc2: { state: 'running' } };
    const unread = { stillInEc2: { failure: 'UnauthorizedOperation: not authorized' } };

    it('is not done within the grace period', () => {
      expect(seen('TERMINATED', { ...withinGrace, server: running })).toEqual([]);
      expect(seen('TERMINATED', { ...withinGrace, server: unread })).toEqual([]);
    });

    it('is a leak after it', () => {
      const reason = 'leak: i-1 is running in EC2, though DRS calls it TERMINATED: terminate it there';
      expect(decisions(seen('TERMINATED', { ...afterGrace, server: running }))).toMatchObject([
        { outcome: 'FAILED', reason },
      ]);
      const unnamed = { ...cleanUp, servers: job.servers };
      const observation = observationOf(unnamed, 'TERMINATED', { ...afterGrace, server: running });
      expect(decisions(settleJob(unnamed, observation))).toMatchObject([
        { reason: reason.replace('i-1', 'its instance') },
      ]);
    });

    it('where EC2 cannot be asked, is done by the word of DRS, and says what is not known', () => {
      const reason = 'DRS says so; whether i-1 is gone from EC2 is unknown: UnauthorizedOperation: not authorized';
      expect(decisions(seen('TERMINATED', { ...afterGrace, server: unread }))).toMatchObject([
        { outcome: 'TERMINATED', reason },
      ]);
    });
  });

  it('is no leak while nobody can look for the instance; a day after its start it is, with what could not be asked', () => {
    const over = { jobStatus: 'COMPLETED', unsettledSince: at(0), instanceLookFailure };
    expect(seen('PENDING', { ...over, lastPolledTime: at(limits.undecidedGraceSeconds) })).toEqual([]);
    const [given] = decisions(seen('PENDING', { ...over, lastPolledTime: at(limits.jobGiveUpHours * 3600) }));
    expect(given?.reason).toMatch(/^leak: i-1 may still be there: .* could not be looked for: DescribeRecovery/);
  });

  it('that nobody saw done is a leak, and names the instance', () => {
    const over = { jobStatus: 'COMPLETED', unsettledSince: at(0), lastPolledTime: at(limits.undecidedGraceSeconds) };
    const why = 'DRS ended job drsjob-w000-a1-j000 without deciding this server';
    expect(decisions(seen('PENDING', over))).toEqual([
      {
        sourceServerId: 's-00000000000000000',
        outcome: 'FAILED',
        reason: `leak: i-1 may still be there: ${why} (last launchStatus PENDING)`,
      },
    ]);
    const unnamed = { ...cleanUp, servers: job.servers };
    expect(decisions(settleJob(unnamed, observationOf(unnamed, '', { ...over, servers: [] })))).toMatchObject([
      { reason: `leak: its instance may still be there: ${why} (DRS did not name it in the job)` },
    ]);
  });
});

describe('late and contradictory observations', () => {
  it('a decided server stays as it was decided', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    launch(run);
    const [running] = jobsIn(run.state(), 'STARTED');
    if (running === undefined) throw new Error('no job was started');
    turnSeeing(run, [observationOf(running, 'LAUNCHED')], at(10));
    endAll(run, 'FAILED', at(20));
    expect(run.state().waves[0]).toMatchObject({ status: 'COMPLETED', launchedCount: 2, failedCount: 0 });
  });

  it('a look before the deadline proves no time-out; one at the deadline does', () => {
    expect(lookedSince(undefined, at(60))).toBe(false);
    expect(lookedSince(observationOf(job, 'PENDING', { lastPolledTime: at(59) }), at(60))).toBe(false);
    expect(lookedSince(observationOf(job, 'PENDING', { lastPolledTime: at(60) }), at(60))).toBe(true);
  });

  it('a job that ended in time but was seen late is in time', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }] });
    launch(run);
    const [running] = jobsIn(run.state(), 'STARTED');
    if (running === undefined) throw new Error('no job was started');
    turnSeeing(run, [observationOf(running, 'IN_PROGRESS', { lastPolledTime: at(50) })], at(500));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    endAll(run, 'LAUNCHED', at(501));
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });

  it('a wave that timed out keeps that status, and its running job is watched to the end', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }] });
    launch(run);
    const [running] = jobsIn(run.state(), 'STARTED');
    if (running === undefined) throw new Error('no job was started');
    turnSeeing(run, [observationOf(running, 'IN_PROGRESS', { lastPolledTime: at(60) })], at(60));
    expect(statusesOf(run)).toEqual(['TIMED_OUT']);
    expect(run.apply({ type: 'finalize' }, at(61)).rejected).toBe(true);
    endAll(run, 'LAUNCHED', at(300));
    expect(run.state().waves[0]).toMatchObject({ status: 'TIMED_OUT', launchedCount: 1 });
    run.apply({ type: 'finalize' }, at(301));
    expect(run.state().header.status).toBe('TIMED_OUT');
  });
});

import type { EventView } from '../../src/api/contract.ts';
import { describeEvent } from '../../src/domain/describe-event.ts';
import type { EventData } from '../../src/domain/model/event.ts';
import type { ExecutionView, ServerView } from '../../src/domain/model/execution-view.ts';
import { at, eventOf, executionOf, jobOf, serverOf, waveOf } from '../api/views.ts';

const database = waveOf(0, 'database', {
  status: 'COMPLETED',
  serverCount: 6,
  launchedCount: 6,
  startTime: at(2),
  endTime: at(341),
  statusReason: 'all 6 servers launched',
});
const application = waveOf(1, 'application', {
  status: 'IN_PROGRESS',
  serverCount: 16,
  launchedCount: 3,
  failedCount: 1,
  startTime: at(360),
  jobs: [
    jobOf('w001-a1-j000', {
      serverCount: 16,
      launchedCount: 3,
      failedCount: 1,
      observed: {
        jobStatus: 'STARTED',
        lastPolledTime: at(600),
        launchedCount: 3,
        failedCount: 1,
        phases: { CONVERSION: 2, LAUNCH: 10 },
      },
    }),
  ],
});
const web = waveOf(2, 'web', { serverCount: 12, waitsFor: 'wave 1 "application": IN_PROGRESS' });

/** The second wave runs; one of its servers has failed. */
export const running: ExecutionView = executionOf({
  serverCount: 34,
  launchedCount: 9,
  failedCount: 1,
  lastPolledTime: at(600),
  eventCount: 9,
  waves: [database, application, web],
});

const observed = (phase: 'CONVERSION' | 'LAUNCH') => ({
  observed: { launchStatus: 'IN_PROGRESS', phase, lastPolledTime: at(600) },
});
export const runningServers: readonly ServerView[] = Array.from({ length: 16 }, (_, index) => {
  const number = index + 1;
  if (number === 4) {
    return serverOf(number, application, { outcome: 'FAILED', reason: 'LAUNCH_FAILED: InsufficientInstanceCapacity' });
  }
  if (number <= 3) {
    return serverOf(number, application, {
      outcome: 'LAUNCHED',
      recoveryInstanceId: `i-000000000000000${number}a`,
      observed: {
        launchStatus: 'LAUNCHED',
        phase: 'DONE',
        instanceId: `i-000000000000000${number}a`,
        privateIp: `10.0.1.${number}`,
        lastPolledTime: at(600),
      },
    });
  }
  return serverOf(number, application, observed(number <= 6 ? 'CONVERSION' : 'LAUNCH'));
});

export const eventsOf = (...data: readonly EventData[]): readonly EventView[] =>
  data.map((each, index) => {
    const event = eventOf(index + 1, each);
    return { ...event, message: describeEvent(event, [database, application, web]) };
  });

export const runningEvents = eventsOf(
  { type: 'WaveEnded', waveNumber: 0, status: 'COMPLETED', reason: 'all 6 servers launched' },
  { type: 'GateReached', waveNumber: 1 },
  { type: 'GateOpened', waveNumber: 1 },
  { type: 'WaveStarting', waveNumber: 1 },
  { type: 'JobClaimed', jobKey: 'w001-a1-j000', claim: { claimId: 'c', claimedTime: at(1), expiresTime: at(61) } },
  { type: 'JobStarted', jobKey: 'w001-a1-j000', jobId: 'drsjob-0000000000000000b', adopted: false },
  {
    type: 'ServersDecided',
    jobKey: 'w001-a1-j000',
    servers: [
      {
        sourceServerId: 's-00000000000000004',
        outcome: 'FAILED',
        reason: 'LAUNCH_FAILED: InsufficientInstanceCapacity',
      },
    ],
  },
);

/** The first wave is done, and a person is needed before the second. */
export const atGate: ExecutionView = executionOf({
  status: 'PAUSED',
  statusReason: 'wave 1 "application" waits for approval',
  serverCount: 34,
  launchedCount: 6,
  lastPolledTime: at(340),
  waves: [
    database,
    waveOf(1, 'application', { status: 'AWAITING_APPROVAL', serverCount: 16, waitsFor: 'a person to open its gate' }),
    waveOf(2, 'web', { serverCount: 12, waitsFor: 'wave 1 "application": AWAITING_APPROVAL' }),
  ],
  actions: {
    pause: { allowed: true },
    resume: { allowed: true, waveNumbers: [1] },
    cancel: { allowed: true },
    retry: { allowed: false, reason: 'no wave has failed' },
    skip: { allowed: false, reason: 'every wave has started' },
    followUp: { allowed: false, reason: 'it still runs' },
    cleanUp: { allowed: false, reason: 'it still runs' },
  },
});

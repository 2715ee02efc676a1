import type { EventData, ExecutionEvent } from '../../src/domain/model/event.ts';
import type { ExecutionView, JobView, ServerView, WaveView } from '../../src/domain/model/execution-view.ts';

const base = Date.parse('2026-11-02T03:00:00.000Z');
/** So many seconds after the start of every sample execution. */
export const at = (seconds: number): string => new Date(base + seconds * 1000).toISOString();

export const waveOf = (waveNumber: number, waveName: string, changes: Partial<WaveView> = {}): WaveView => ({
  waveNumber,
  waveName,
  status: 'PENDING',
  dependsOnWaves: waveNumber === 0 ? [] : [waveNumber - 1],
  pauseBeforeWave: waveNumber > 0,
  onFailure: 'stop',
  minSuccessPercent: 100,
  timeoutMinutes: 120,
  attempt: 1,
  serverCount: 4,
  launchedCount: 0,
  failedCount: 0,
  jobs: [],
  ...changes,
});

export const jobOf = (jobKey: string, changes: Partial<JobView> = {}): JobView => ({
  jobKey,
  attempt: 1,
  accountId: '111122223333',
  region: 'us-east-1',
  state: 'STARTED',
  jobId: 'drsjob-00000000000000001',
  serverCount: 4,
  launchedCount: 0,
  failedCount: 0,
  ...changes,
});

/** A drill of three waves in the middle of its first. */
export const executionOf = (changes: Partial<ExecutionView> = {}): ExecutionView => ({
  executionId: 'exec-000001',
  planId: 'plan-000001',
  planName: 'shop',
  planVersion: 1,
  executionType: 'DRILL',
  status: 'POLLING',
  totalWaves: 3,
  serverCount: 12,
  initiatedBy: 'ana',
  startTime: at(0),
  pauseRequested: false,
  cancelRequested: false,
  eventCount: 0,
  version: 1,
  launchedCount: 0,
  failedCount: 0,
  waves: [
    waveOf(0, 'database', { status: 'IN_PROGRESS', jobs: [jobOf('w000-a1-j000')] }),
    waveOf(1, 'application'),
    waveOf(2, 'web'),
  ],
  pollFailures: [],
  actions: {
    pause: { allowed: true },
    resume: { allowed: false, reason: 'nothing waits for a person' },
    cancel: { allowed: true },
    retry: { allowed: false, reason: 'no wave has failed' },
    skip: { allowed: false, reason: 'every wave has started' },
    followUp: { allowed: false, reason: 'it still runs' },
    cleanUp: { allowed: false, reason: 'it still runs' },
  },
  ...changes,
});

export const serverOf = (number: number, wave: WaveView, changes: Partial<ServerView> = {}): ServerView => ({
  sourceServerId: `s-${String(number).padStart(17, '0')}`,
  serverName: `shop-${wave.waveName}-${String(number).padStart(2, '0')}`,
  waveNumber: wave.waveNumber,
  waveName: wave.waveName,
  jobKey: `w00${wave.waveNumber}-a1-j000`,
  accountId: '111122223333',
  region: 'us-east-1',
  outcome: 'UNDECIDED',
  ...changes,
});

export const eventOf = (sequence: number, data: EventData, actor = 'engine'): ExecutionEvent => ({
  sequence,
  time: at(sequence),
  actor,
  data,
});

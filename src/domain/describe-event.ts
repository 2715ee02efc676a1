import type { EventData, ExecutionEvent } from './model/event.ts';
import type { WaveExecution } from './model/execution.ts';
import { countOf, firstFew, TAKEN_OUT, waveLabel } from './names.ts';

type NamedWave = Pick<WaveExecution, 'waveNumber' | 'waveName'>;
type Of<T extends EventData['type']> = Extract<EventData, { type: T }>;

/** One event as a sentence that an operator understands; AWS's own words are kept. `waves` gives the names. */
export function describeEvent({ actor, data }: ExecutionEvent, waves: readonly NamedWave[]): string {
  const wave = (waveNumber: number) => nameOf(waveNumber, waves);
  const job = (jobKey: string) => `job ${jobKey} of ${wave(waveNumberOf(jobKey))}`;
  switch (data.type) {
    case 'ExecutionStarted': {
      const accepted = data.acceptedInstanceDeletions ?? [];
      return accepted.length === 0
        ? `Started by ${actor}`
        : `Started by ${actor}, who accepted that DRS deletes ${countOf(accepted.length, 'live recovery instance')}: ${firstFew(accepted, 20, ', ')}`;
    }
    case 'ChecksPostponed':
      return capital(data.reason);
    case 'ExecutionBegun':
      return describeBegun(data);
    case 'ExecutionRefused':
      return describeRefused(data);
    case 'GateReached':
      return `${capital(wave(data.waveNumber))} is ready and waits for approval`;
    case 'GateOpened':
      return `${actor} approved ${wave(data.waveNumber)}`;
    case 'WaveStarting':
      return `${capital(wave(data.waveNumber))} starts`;
    case 'JobPlanned':
      return `${capital(job(data.jobKey))} is next: ${countOf(data.serverCount, 'server')}`;
    case 'JobSplit':
      return data.waitingFor === TAKEN_OUT
        ? `${countOf(data.sourceServerIds.length, 'server')} of ${job(data.jobKey)} cannot be launched and ${data.sourceServerIds.length === 1 ? 'is' : 'are'} taken out`
        : `${countOf(data.sourceServerIds.length, 'server')} of ${job(data.jobKey)} wait in ${data.newJobKey} for ${data.waitingFor}`;
    case 'JobHeld':
      return `${capital(job(data.jobKey))} waits${data.retry ? ' and will be tried again' : ''}: ${data.waitingFor}`;
    case 'JobClaimed':
      return `Asking DRS to start ${job(data.jobKey)}`;
    case 'JobReplyLost':
      return `The reply about ${job(data.jobKey)} was lost (${wordsOf(data.error)}); looking whether DRS made the job before trying again`;
    case 'JobLookFailed':
      return `Could not look for ${job(data.jobKey)}, whose reply was lost (${wordsOf(data.error)}); looking again`;
    case 'JobNotFound':
      return `DRS shows no job of the lost call for ${job(data.jobKey)}; trying again`;
    case 'JobLookedForStill':
      return `Nothing starts any more, but an earlier call may have made ${job(data.jobKey)}: still looking for it in DRS`;
    case 'JobStarted':
      return data.adopted
        ? `Found ${data.jobId} in DRS: it is ${job(data.jobKey)}, whose reply was lost`
        : `DRS accepted ${job(data.jobKey)} as ${data.jobId}`;
    case 'JobRefused':
      return `${capital(job(data.jobKey))} was not launched: ${wordsOf(data.error)}`;
    case 'JobWithdrawn':
      return `${capital(job(data.jobKey))} is withdrawn: ${data.reason}`;
    case 'ServersDecided':
      return describeServers(data, job(data.jobKey));
    case 'JobEnded':
      return `${capital(job(data.jobKey))} ${jobEnds[data.how]}`;
    case 'WaveEnded':
      return `${capital(wave(data.waveNumber))} is ${data.status}: ${data.reason}`;
    case 'WaveSettled':
      return `${capital(wave(data.waveNumber))} is over: ${data.reason}`;
    case 'WaveFailureAccepted':
      return `${actor} decided to go on without what failed in ${wave(data.waveNumber)}`;
    case 'WaveRetried':
      return `${actor} retries ${wave(data.waveNumber)}: attempt ${data.attempt} over ${countOf(
        data.jobs.reduce((sum, { sourceServerIds }) => sum + sourceServerIds.length, 0),
        'server',
      )}`;
    case 'WaveSkipped':
      return `${actor} skipped ${wave(data.waveNumber)}: ${data.reason}`;
    case 'ServersSkipped':
      return `${actor} goes on without ${countOf(data.sourceServerIds.length, 'server')} of ${wave(data.waveNumber)}: ${data.reason}`;
    case 'PauseRequested':
      return `${actor} asked for a pause: waves that have started go on, no further wave starts`;
    case 'ExecutionPaused':
      return `Paused: ${data.reason}`;
    case 'ExecutionResumed':
      return `${actor} ended the pause`;
    case 'CancelRequested':
      return capital(data.reason);
    case 'ExecutionEnded':
      return `Ended ${data.status}: ${data.reason}`;
  }
}

const jobEnds: Readonly<Record<Of<'JobEnded'>['how'], string>> = {
  COMPLETED: 'has ended in DRS, and every server of it is decided',
  MISSING: 'is no longer listed by DRS; its servers were settled from their recovery instances',
  GIVEN_UP: 'did not end in time and is no longer watched',
  NOTHING_LEFT: 'has no server left to launch',
};

function describeBegun({ serverCount, warnings }: Of<'ExecutionBegun'>): string {
  const text = `Begun with ${countOf(serverCount, 'server')}`;
  return warnings.length === 0 ? text : `${text}. Mind: ${firstFew(warnings)}`;
}

const describeRefused = ({ refusals, refusalCount }: Of<'ExecutionRefused'>): string =>
  `Refused for ${countOf(refusalCount, 'reason')}, nothing was started: ${firstFew(refusals.map((refusal) => refusal.message))}`;

function describeServers({ servers }: Of<'ServersDecided'>, job: string): string {
  const launched = servers.filter((server) => server.outcome === 'LAUNCHED');
  const terminated = servers.filter((server) => server.outcome === 'TERMINATED');
  const failed = servers.filter((server) => server.outcome === 'FAILED');
  const failures = failed.map((server) => `${server.sourceServerId} (${server.reason ?? 'no reason given'})`);
  const parts = [
    ...(launched.length > 0 ? [`${countOf(launched.length, 'server')} launched`] : []),
    ...(terminated.length > 0 ? [`${countOf(terminated.length, 'instance')} terminated`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed: ${firstFew(failures)}`] : []),
  ];
  return `${capital(job)}: ${parts.join(', ')}`;
}

const nameOf = (waveNumber: number, waves: readonly NamedWave[]): string => {
  const wave = waves.find((candidate) => candidate.waveNumber === waveNumber);
  return wave === undefined ? `wave ${waveNumber}` : waveLabel(wave);
};

/** A job key begins with `w` and its wave's number. */
const waveNumberOf = (jobKey: string): number => Number.parseInt(jobKey.slice(1), 10);

const wordsOf = (error: { readonly code: string; readonly message: string }): string =>
  `${error.code}: ${error.message}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import type { EventData } from '../model/event.ts';
import type { ExecutionState, ExecutionStatus, WaveExecution, WaveStatus } from '../model/execution.ts';
import { countOf, firstFew, personLabel, serverLabel, waveLabel } from '../names.ts';
import { currentServers, succeededCount, successOf } from '../statuses.ts';

type WaveEnd = { readonly status: WaveStatus; readonly reason: string };

/** How a wave ended, from its servers alone. Called when every job of it has ended. */
export const waveOutcome = (state: ExecutionState, wave: WaveExecution): WaveEnd => {
  const servers = currentServers(state, wave.waveNumber).map((current) => current.server);
  const success = successOf(state);
  const done = success.toLowerCase();
  if (servers.length === 0) return { status: 'COMPLETED', reason: `nothing was left to ${verbOf(state)}` };
  const launched = servers.filter((server) => server.outcome === success);
  const failed = servers.filter((server) => server.outcome === 'FAILED');
  const notStarted = servers.filter((server) => server.outcome === 'UNDECIDED');
  const skippedIds = new Set(wave.skippedServerIds);
  const skipped = servers.filter((server) => server.outcome !== success && skippedIds.has(server.sourceServerId));
  const reason = [
    `${launched.length} of ${countOf(servers.length, 'server')} ${done}`,
    ...(failed.length === 0
      ? []
      : [
          `failed: ${firstFew(failed.map((server) => `${serverLabel(server)}: ${server.reason ?? 'no reason given'}`))}`,
        ]),
    ...(notStarted.length === 0 ? [] : [`${countOf(notStarted.length, 'server')} not started`]),
    ...(skipped.length === 0 ? [] : [`${countOf(skipped.length, 'server')} skipped by decision`]),
  ].join('; ');

  if (launched.length === servers.length) return { status: 'COMPLETED', reason };
  if (notStarted.length > 0) return { status: 'CANCELLED', reason };
  const counted = servers.length - skipped.length;
  const enough = launched.length > 0 && launched.length * 100 >= wave.minSuccessPercent * counted;
  if (enough) return { status: 'PARTIAL', reason };
  return { status: 'FAILED', reason: `${reason} (at least ${wave.minSuccessPercent} % wanted)` };
};

const verbOf = ({ header }: ExecutionState): string => (header.purpose === 'CLEAN_UP' ? 'terminate' : 'launch');

/** The end of an execution whose waves are all terminal and whose jobs have all ended. */
export const executionOutcome = (state: ExecutionState): Extract<EventData, { type: 'ExecutionEnded' }> => {
  const { header, waves } = state;
  const launchedCount = waves.reduce((sum, wave) => sum + succeededCount(wave), 0);
  // Everything was gone before it began.
  const isNothing = header.purpose === 'CLEAN_UP' && header.rosterId !== undefined && header.serverCount === 0;
  const launched = isNothing
    ? `nothing was left to ${verbOf(state)}`
    : `${launchedCount} of ${countOf(header.serverCount, 'server')} ${successOf(state).toLowerCase()}${goneText(header)}`;
  const end = (status: ExecutionStatus, ...parts: readonly string[]) =>
    ({ type: 'ExecutionEnded', status, reason: [launched, ...parts].join('; ') }) as const;

  const notCompleted = waves.filter((wave) => wave.status !== 'COMPLETED');
  const detail = firstFew(notCompleted.map((wave) => `${waveLabel(wave)} ${wave.status}`));
  if (header.rosterId !== undefined && notCompleted.length === 0) return end('COMPLETED');
  if (header.cancelRequested) {
    const by = `cancelled by ${personLabel(header.cancelRequestedBy)}`;
    return launchedCount === 0 ? end('CANCELLED', by) : end('PARTIAL', by, detail);
  }
  if (waves.some((wave) => wave.status === 'TIMED_OUT')) return end('TIMED_OUT', detail);
  return launchedCount === 0 ? end('FAILED', detail) : end('PARTIAL', detail);
};

/** What a clean-up did not have to do is part of how it ended. */
const goneText = ({ goneCount }: ExecutionState['header']): string =>
  goneCount === undefined ? '' : `, ${goneCount} gone already`;

import type { WaveStatus } from '../../domain/model/execution.ts';
import type { WaveView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';
import { secondsBetween } from '../../domain/time.ts';
import { clockText } from './duration.ts';
import { countsText, fold } from './fold.ts';
import { type Line, say } from './line.ts';
import { styleOfWave } from './status-style.ts';
import { tableLines } from './table.ts';

/** What a reader at 3 a.m. must not miss comes first. */
const ranks: Readonly<Record<WaveStatus, number>> = {
  AWAITING_APPROVAL: 0,
  FAILED: 1,
  TIMED_OUT: 1,
  STARTING: 2,
  IN_PROGRESS: 2,
  PARTIAL: 3,
  PENDING: 4,
  COMPLETED: 5,
  SKIPPED: 6,
  CANCELLED: 6,
};

/** One line per wave; when there are not enough lines, the least urgent waves are counted in the last one. */
export function waveLines(waves: readonly WaveView[], lines = waves.length + 1): readonly Line[] {
  const { shown, hidden } = fold(waves, Math.max(1, lines - 1), (wave) => ranks[wave.status]);
  const [head = '', ...rows] = tableLines(
    ['#', 'WAVE', 'STATUS', 'SERVERS', ''],
    shown.map((wave) => [String(wave.waveNumber), wave.waveName, wave.status, serversText(wave), detailOf(wave)]),
  );
  const rest = `… ${countOf(hidden.length, 'more wave')}: ${countsText(hidden.map((wave) => wave.status))}`;
  return [
    say(head, 'dim'),
    ...rows.map((row, index) => say(row, styleOfWave(shown[index]?.status ?? 'PENDING'))),
    ...(hidden.length > 0 ? [say(rest, 'dim')] : []),
  ];
}

const serversText = ({ launchedCount, terminatedCount, serverCount, failedCount }: WaveView): string => {
  if (serverCount === 0) return 'no server';
  return `${terminatedCount === undefined ? `${launchedCount}/${serverCount} up` : `${terminatedCount}/${serverCount} gone`}${failedCount > 0 ? `, ${failedCount} failed` : ''}`;
};

function detailOf(wave: WaveView): string {
  if (wave.waitsFor !== undefined) {
    const why = wave.endTime === undefined || wave.statusReason === undefined ? '' : `${wave.statusReason}; `;
    return `${why}waits for ${wave.waitsFor}`;
  }
  if (wave.endTime !== undefined) {
    const took = wave.startTime === undefined ? '' : `in ${clockText(secondsBetween(wave.startTime, wave.endTime))}`;
    return wentWithoutWarning(wave) ? took : (wave.statusReason ?? took);
  }
  return phasesText(wave);
}

/** A COMPLETED wave may have actions that failed, and were not required: its reason says so. */
export const wentWithoutWarning = ({ status, activities }: WaveView): boolean =>
  status === 'COMPLETED' && activities.every(({ state }) => state === 'SUCCEEDED');

/** What DRS last said of the servers that are not decided yet. */
function phasesText(wave: WaveView): string {
  const counts = new Map<string, number>();
  for (const job of wave.jobs) {
    for (const [phase, count] of Object.entries(job.observed?.phases ?? {})) {
      counts.set(phase, (counts.get(phase) ?? 0) + count);
    }
  }
  return [...counts].map(([phase, count]) => `${phase} ${count}`).join(', ');
}

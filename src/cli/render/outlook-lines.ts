import type { LastRun, StartCheck, StartForecast } from '../../domain/model/start-check.ts';
import { countOf } from '../../domain/names.ts';
import { clockText } from './duration.ts';

/** Who may open the gates, how long it may take, and how the last run kept to the targets. */
export const outlookLines = ({ approvers, forecast, lastRun }: StartCheck): readonly string[] => [
  ...(approvers === undefined ? [] : [`Gates and approvals are opened by ${approvers.roles.join(', ')}`]),
  ...(forecast === undefined ? [] : [forecastLine(forecast, lastRun)]),
  ...(lastRun === undefined ? [] : [lastRunLine(lastRun)]),
];

const forecastLine = (
  { secondsMax, jobSeconds, basis, basisExecutionId }: StartForecast,
  lastRun: StartCheck['lastRun'],
): string => {
  const reason =
    basis === 'TYPICAL' ? 'no run of this plan to go by' : `as the longest of ${runText(lastRun, basisExecutionId)}`;
  return `Forecast: ${clockText(secondsMax)} with every gate opened at once, if each job takes ${clockText(jobSeconds)} (${reason})`;
};

/** The run that a forecast goes by. */
const runText = (lastRun: StartCheck['lastRun'], basisExecutionId: string | undefined): string => {
  if (basisExecutionId !== undefined && basisExecutionId !== lastRun?.executionId)
    return `${basisExecutionId}, the last that launched every wave`;
  return lastRun?.wavesNotLaunched === undefined ? 'the last run' : 'the last run, which launched only some waves';
};

const lastRunLine = ({
  executionType,
  executionId,
  status,
  elapsedSeconds,
  wavesNotLaunched,
  rto,
  achievedRpo,
  rpo,
}: LastRun): string => {
  const what = executionType === 'DRILL' ? 'drill' : 'RECOVERY';
  const part = wavesNotLaunched === undefined ? '' : `, ${countOf(wavesNotLaunched, 'wave')} not launched`;
  const target = rto === undefined ? '' : rto === 'MET' ? ', RTO met' : ', RTO missed';
  const data = achievedRpo === undefined ? '' : `; data up to ${clockText(achievedRpo.secondsMax)} old`;
  const objective =
    rpo === undefined ? '' : `, RPO ${rpo === 'UNKNOWN' ? 'not known of every server' : rpo.toLowerCase()}`;
  return `Last ${what} ${executionId}: ${status} in ${clockText(elapsedSeconds)}${part}${target}${data}${objective}`;
};

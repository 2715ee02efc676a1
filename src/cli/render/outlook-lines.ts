import type { LastRun, StartCheck, StartForecast } from '../../domain/model/start-check.ts';
import { clockText } from './duration.ts';

/** Who may open the gates, how long it may take, and how the last run kept to the targets. */
export const outlookLines = ({ approvers, forecast, lastRun }: StartCheck): readonly string[] => [
  ...(approvers === undefined ? [] : [`Gates and approvals are opened by ${approvers.roles.join(', ')}`]),
  ...(forecast === undefined ? [] : [forecastLine(forecast)]),
  ...(lastRun === undefined ? [] : [lastRunLine(lastRun)]),
];

const forecastLine = ({ secondsMax, jobSeconds, basis }: StartForecast): string => {
  const reason = basis === 'LAST_RUN' ? 'as the longest of the last run' : 'no run of this plan to go by';
  return `Forecast: ${clockText(secondsMax)} with every gate opened at once, if each job takes ${clockText(jobSeconds)} (${reason})`;
};

const lastRunLine = ({
  executionType,
  executionId,
  status,
  elapsedSeconds,
  rto,
  achievedRpo,
  rpo,
}: LastRun): string => {
  const what = executionType === 'DRILL' ? 'drill' : 'RECOVERY';
  const target = rto === undefined ? '' : rto === 'MET' ? ', RTO met' : ', RTO missed';
  const data = achievedRpo === undefined ? '' : `; data up to ${clockText(achievedRpo.secondsMax)} old`;
  const objective =
    rpo === undefined ? '' : `, RPO ${rpo === 'UNKNOWN' ? 'not known of every server' : rpo.toLowerCase()}`;
  return `Last ${what} ${executionId}: ${status} in ${clockText(elapsedSeconds)}${target}${data}${objective}`;
};

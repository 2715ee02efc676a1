import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { LastRun, StartCheck, StartForecast } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { formatSeconds } from '../../../components/duration.ts';
import { Indicator } from '../../../components/indicator.tsx';
import { Ago } from '../../../components/time.tsx';

/** Who opens the gates, how long it may take, and how the last run kept to the targets. */
export function Outlook({ check: { approvers, forecast, lastRun } }: { readonly check: StartCheck }) {
  const items = [
    {
      label: 'Gates and approvals',
      value: approvers === undefined ? 'none: it runs through' : `opened by ${approvers.roles.join(', ')}`,
    },
    {
      label: 'Roughly takes',
      value:
        forecast === undefined ? (
          'not known: see what could not be checked'
        ) : (
          <Forecast forecast={forecast} lastRun={lastRun} hasGates={approvers !== undefined} />
        ),
    },
    {
      label: 'Last run',
      value: lastRun === undefined ? 'none that launched anything' : <Last run={lastRun} />,
    },
  ];
  return <KeyValuePairs columns={3} items={items} />;
}

interface ForecastProps {
  readonly forecast: StartForecast;
  readonly lastRun: LastRun | undefined;
  readonly hasGates: boolean;
}

function Forecast({ forecast, lastRun, hasGates }: ForecastProps) {
  const { secondsMax, jobSeconds, basis, basisExecutionId = lastRun?.executionId } = forecast;
  const isLast = basisExecutionId === lastRun?.executionId;
  const lastText = lastRun?.wavesNotLaunched === undefined ? 'the last run' : 'the last run, of only some waves';
  const run = isLast ? lastText : 'the last run of every wave';
  const reason = basis === 'LAST_RUN' ? `as the longest of ${run}` : 'no run to go by';
  return (
    <>
      {formatSeconds(secondsMax)}
      {hasGates && ', with every gate opened at once'}
      <div>
        each job taken to run {formatSeconds(jobSeconds)}: {reason}
      </div>
    </>
  );
}

function Last({ run }: { readonly run: LastRun }) {
  const { executionId, executionType, status, endTime, elapsedSeconds, wavesNotLaunched, rto, rpo, achievedRpo } = run;
  return (
    <>
      <Link href={`/executions/${executionId}`}>{executionType === 'DRILL' ? 'Drill' : 'RECOVERY'}</Link> {status}{' '}
      <Ago instant={endTime} />
      <div>
        <Target name="RTO" verdict={rto} /> took {formatSeconds(elapsedSeconds)}
        {wavesNotLaunched !== undefined && `, ${countOf(wavesNotLaunched, 'wave')} not launched`}
      </div>
      {achievedRpo !== undefined && (
        <div>
          <Target name="RPO" verdict={rpo} /> data up to {formatSeconds(achievedRpo.secondsMax)} old{' '}
          <span className="whole">({achievedRpo.serverName})</span>
        </div>
      )}
    </>
  );
}

/** Nothing where the plan has no target. */
function Target({ name, verdict }: { readonly name: string; readonly verdict: LastRun['rto'] | LastRun['rpo'] }) {
  switch (verdict) {
    case undefined:
      return null;
    case 'MET':
      return <Indicator type="success">{name} met</Indicator>;
    case 'UNKNOWN':
      return <Indicator type="warning">{name} not known of every server</Indicator>;
    default:
      return <Indicator type="error">{name} missed</Indicator>;
  }
}

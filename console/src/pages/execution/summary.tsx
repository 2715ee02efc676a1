import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { outcomeText } from '../../../../src/domain/tolerated.ts';
import { formatSeconds, secondsBetween } from '../../components/duration.ts';
import { Status } from '../../components/status.tsx';
import { Ago, Stretch } from '../../components/time.tsx';
import { useServerTime } from '../../data/server-time.ts';
import { Progress } from './progress.tsx';
import { Rpo } from './rpo.tsx';
import { Rto } from './rto.tsx';

interface Props {
  readonly execution: ExecutionView;
  /** When it was read last, if it could not be since: it may have ended meanwhile, so nothing is counted on. */
  readonly notReadSince: string | undefined;
}

/** What was decided, how far it is, and beside it what was last observed and when. */
export function Summary({ execution, notReadSince }: Props) {
  const serverTime = useServerTime();
  const now = notReadSince === undefined ? serverTime : Date.parse(notReadSince);
  const { startTime, endTime, lastPolledTime, initiatedBy } = execution;
  const until = endTime ?? now;
  const why = outcomeText(execution);
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: 'Decided status',
            value: (
              <div data-testid="decided-status">
                <Status status={execution.status} />
                {why !== undefined && (
                  <Box variant="small" display="block">
                    {why}
                  </Box>
                )}
              </div>
            ),
          },
          { label: 'Progress', value: <Progress execution={execution} /> },
          {
            label: 'Elapsed',
            value: (
              <>
                {until === undefined ? '–' : formatSeconds(secondsBetween(startTime, until))}
                <Rto execution={execution} nowMs={now} />
                <Rpo execution={execution} />
                <Box variant="small" display="block">
                  <Stretch from={startTime} to={endTime} />
                </Box>
                <Box variant="small" display="block">
                  by {initiatedBy}
                </Box>
              </>
            ),
          },
          {
            label: 'Last observed in AWS',
            value: (
              <>
                {lastPolledTime === undefined ? 'not yet' : <Ago instant={lastPolledTime} />}
                <Box variant="small" display="block">
                  {observedText(execution)}
                </Box>
              </>
            ),
          },
        ]}
      />
    </Container>
  );
}

/** What DRS last said of the jobs that run: in its own words, not decided yet. */
function observedText({ waves }: ExecutionView): string {
  const phases = new Map<string, number>();
  for (const { observed, state } of waves.flatMap((wave) => wave.jobs)) {
    if (state !== 'STARTED' || observed === undefined) continue;
    for (const [phase, count] of Object.entries(observed.phases)) phases.set(phase, (phases.get(phase) ?? 0) + count);
  }
  return [...phases].map(([phase, count]) => `${count} in ${phase}`).join(', ');
}

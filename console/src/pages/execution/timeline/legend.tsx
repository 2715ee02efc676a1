import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import { failedColour, launchedColour, phaseColours } from './colours.ts';

type Entry = readonly [string, string];

const entriesOf = ({ purpose }: Pick<ExecutionView, 'purpose'>): readonly Entry[] =>
  purpose === 'CLEAN_UP'
    ? [
        ['being terminated', phaseColours.WAITING],
        ['terminated', launchedColour],
        ['failed', failedColour],
      ]
    : [...Object.entries(phaseColours), ['launched', launchedColour], ['failed', failedColour]];

/** A clean-up knows neither phases of a launch, nor gates, nor a way through several waves. */
export function Legend({ execution }: { readonly execution: Pick<ExecutionView, 'purpose'> }) {
  return (
    <ul className="timeline-legend" aria-label="Legend">
      {entriesOf(execution).map(([text, colour]) => (
        <li key={text}>
          <span className="timeline-swatch" style={{ background: colour }} />
          {text}
        </li>
      ))}
      {execution.purpose !== 'CLEAN_UP' && (
        <>
          <li>
            <span className="timeline-swatch timeline-swatch-gate" />
            gate
          </li>
          <li>
            <span className="timeline-swatch timeline-swatch-critical" />
            critical path
          </li>
        </>
      )}
      <li>
        <span className="timeline-swatch timeline-swatch-pause" />
        nothing ran (drawn short)
      </li>
    </ul>
  );
}

import { failedColour, launchedColour, phaseColours } from './colours.ts';

export function Legend() {
  const entries = [
    ...Object.entries(phaseColours),
    ['launched', launchedColour] as const,
    ['failed', failedColour] as const,
  ];
  return (
    <ul className="timeline-legend">
      {entries.map(([text, colour]) => (
        <li key={text}>
          <span className="timeline-swatch" style={{ background: colour }} />
          {text}
        </li>
      ))}
      <li>
        <span className="timeline-swatch timeline-swatch-gate" />
        gate
      </li>
      <li>
        <span className="timeline-swatch timeline-swatch-critical" />
        critical path
      </li>
      <li>
        <span className="timeline-swatch timeline-swatch-pause" />
        nothing ran (drawn short)
      </li>
    </ul>
  );
}

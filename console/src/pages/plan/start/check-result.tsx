import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { CheckedWaves } from './checked-waves.tsx';
import { Deletions } from './deletions.tsx';
import { Verdict } from './verdict.tsx';

interface Props {
  readonly check: StartCheck;
  readonly isLooking: boolean;
  readonly onLookAgain: () => void;
  readonly accepted: readonly string[];
  readonly onAccept: (accepted: readonly string[]) => void;
}

export function CheckResult({ check, isLooking, onLookAgain, accepted, onAccept }: Props) {
  // Told once where they belong: deletions in their table, recovery points at their wave.
  const warnings = check.warnings.filter(({ code }) => code !== 'INSTANCE_DELETED' && code !== 'POINT_IN_TIME');
  return (
    <SpaceBetween size="m">
      <Verdict check={check} isLooking={isLooking} onLookAgain={onLookAgain} />
      {check.unknown.length > 0 && (
        <Alert type="warning" header="Could not be checked">
          <ul>
            {check.unknown.map(({ message, remedy }) => (
              <li key={message}>
                {message}. {remedy}
              </li>
            ))}
          </ul>
          A start asks again for minutes, and is refused when it gets no answer.
        </Alert>
      )}
      <Deletions deletions={check.deletions} accepted={accepted} onAccept={onAccept} />
      {warnings.length > 0 && (
        <Alert type="info" header="Worth knowing">
          <ul>
            {warnings.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Alert>
      )}
      <CheckedWaves check={check} />
    </SpaceBetween>
  );
}

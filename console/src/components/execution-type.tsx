import Badge from '@cloudscape-design/components/badge';
import type { ExecutionType, Purpose } from '../../../src/domain/model/execution.ts';

interface Props {
  readonly executionType: ExecutionType;
  readonly purpose?: Purpose | undefined;
}

/** A RECOVERY is red wherever it stands, and nothing else is; what only terminates looks like no drill. */
export function ExecutionTypeBadge({ executionType, purpose }: Props) {
  const isCleanUp = purpose === 'CLEAN_UP';
  return (
    <Badge color={executionType === 'RECOVERY' ? 'severity-critical' : isCleanUp ? 'grey' : 'blue'}>
      {isCleanUp ? `CLEAN-UP of a ${executionType}` : executionType}
    </Badge>
  );
}

import Badge from '@cloudscape-design/components/badge';
import type { ExecutionType, Purpose } from '../../../src/domain/model/execution.ts';

interface Props {
  readonly executionType: ExecutionType;
  readonly purpose?: Purpose | undefined;
}

/** A RECOVERY is red wherever it stands; nothing else is. */
export function ExecutionTypeBadge({ executionType, purpose }: Props) {
  const isCleanUp = purpose === 'CLEAN_UP';
  return (
    <Badge color={executionType === 'RECOVERY' ? 'severity-critical' : 'blue'}>
      {isCleanUp ? `CLEAN-UP of a ${executionType}` : executionType}
    </Badge>
  );
}

import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { LastDrill } from '../data/last-drills.ts';
import { Status } from './status.tsx';

/** How the last drill of a whole plan ended, and beside it how what launched the rest of it did. */
export function DrillResult({ drill }: { readonly drill: Extract<LastDrill, { kind: 'drill' }> }) {
  const { execution, followUp } = drill;
  return (
    <>
      <Link href={`/executions/${execution.executionId}`}>
        <Status status={execution.status} />
      </Link>
      {followUp !== undefined && (
        <Box variant="small" display="block">
          <Link fontSize="inherit" href={`/executions/${followUp.executionId}`}>
            followed up: {followUp.status}
          </Link>
        </Box>
      )}
    </>
  );
}

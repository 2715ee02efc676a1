import Box from '@cloudscape-design/components/box';
import { Ago } from './time.tsx';

interface Props {
  readonly updatedTime: string;
  /** Absent: saved before it was kept who did. */
  readonly updatedBy?: string | undefined;
}

/** When a group or plan was saved, and by whom. */
export function Saved({ updatedTime, updatedBy }: Props) {
  return (
    <>
      <Ago instant={updatedTime} />
      {updatedBy !== undefined && (
        <Box variant="small" display="block">
          by {updatedBy}
        </Box>
      )}
    </>
  );
}

import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';

export function PagePending() {
  return (
    <Box textAlign="center" padding="xxl" color="text-status-inactive">
      <Spinner /> Loading
    </Box>
  );
}

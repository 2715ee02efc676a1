import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** What to do first; where nothing is to be done, what that means. */
  readonly children: ReactNode;
}

export function EmptyState({ title, children }: Props) {
  return (
    <Box textAlign="center" color="inherit" padding={{ vertical: 'm' }} data-testid="empty">
      <SpaceBetween size="xs">
        <Box variant="strong">{title}</Box>
        <div>{children}</div>
      </SpaceBetween>
    </Box>
  );
}

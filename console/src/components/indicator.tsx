import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';

export type IndicatorType = StatusIndicatorProps.Type;

interface Props {
  readonly type: IndicatorType;
  readonly children: ReactNode;
}

/** Cloudscape's own breaks words anywhere; these are broken between words only. */
export function Indicator({ type, children }: Props) {
  return (
    <StatusIndicator type={type}>
      <span className="whole-words">{children}</span>
    </StatusIndicator>
  );
}

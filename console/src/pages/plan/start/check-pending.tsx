import StatusIndicator from '@cloudscape-design/components/status-indicator';

export function CheckPending() {
  return <StatusIndicator type="loading">Asking AWS what a start would do and meet now</StatusIndicator>;
}

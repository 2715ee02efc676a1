import { Indicator } from '../../../components/indicator.tsx';

export function CheckPending() {
  return <Indicator type="loading">Asking AWS what a start would do and meet now</Indicator>;
}

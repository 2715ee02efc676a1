import Button from '@cloudscape-design/components/button';
import { refreshInventory } from '../../data/estate.ts';
import { useAct } from './use-act.ts';

/** Asks AWS now. What does not answer is told by the page, with its age. */
export function RefreshButton() {
  const { mutate, isPending } = useAct('Refresh', refreshInventory);
  return (
    <Button iconName="refresh" loading={isPending} loadingText="Asking AWS" onClick={() => mutate()}>
      Refresh
    </Button>
  );
}

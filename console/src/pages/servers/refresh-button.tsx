import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { estateKey } from '../../data/catalog.ts';
import { FailedRequest } from '../../data/client.ts';
import { refreshInventory } from '../../data/estate.ts';
import { flash, flashFailure } from '../../shell/flashes.ts';

/** Asks AWS now. What does not answer is told by the page, with its age. */
export function RefreshButton() {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: refreshInventory,
    onError: (error) => {
      if (error instanceof FailedRequest) flashFailure('Refresh', error.failure);
      else flash('error', `Refresh: ${error.message}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: estateKey }),
  });
  return (
    <Button iconName="refresh" loading={isPending} loadingText="Asking AWS" onClick={() => mutate()}>
      Refresh
    </Button>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { estateKey } from '../../data/catalog.ts';
import { FailedRequest } from '../../data/client.ts';
import { flash, flashFailure } from '../../shell/flashes.ts';

/** Does something about the estate that takes its time. What fails is told on top of the page; what is shown is read anew. */
export function useAct<Input = void>(what: string, act: (input: Input) => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onError: (error) => {
      if (error instanceof FailedRequest) flashFailure(what, error.failure);
      else flash('error', `${what}: ${error.message}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: estateKey }),
  });
}

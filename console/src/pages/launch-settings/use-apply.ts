import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../../src/api/exchange.ts';
import type { SettingsJob } from '../../../../src/domain/model/launch-settings-view.ts';
import { api } from '../../data/client.ts';
import { driftQuery, settingsJobQuery } from '../../data/launch-settings.ts';

/** Between two requests: of those that AWS throttles, each waits longer by itself. */
const pauseMilliseconds = 1000;

interface Apply {
  readonly isRunning: boolean;
  readonly failure: Failure | undefined;
  readonly start: () => void;
}

/** Asks for the application again until it has ended. Who leaves the page leaves it where it stands: it can go on. */
export function useApply(groupId: string, onEnded: (job: SettingsJob) => void): Apply {
  const queryClient = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const work = async (): Promise<void> => {
    while (isHere.current) {
      const answer = await api.applyLaunchSettings(groupId);
      if (!answer.ok) return setFailure(answer.failure);
      queryClient.setQueryData(settingsJobQuery(groupId).queryKey, answer.value);
      if (answer.value.endTime !== undefined) {
        await queryClient.invalidateQueries({ queryKey: driftQuery(groupId).queryKey });
        return onEnded(answer.value);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  };
  return {
    isRunning,
    failure,
    start: () => {
      setRunning(true);
      setFailure(undefined);
      work()
        .finally(() => setRunning(false))
        .catch(() => undefined);
    },
  };
}

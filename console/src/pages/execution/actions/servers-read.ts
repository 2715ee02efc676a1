import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';

/** Servers of an execution as far as they have been read: none that is known is not none. */
export interface ServersRead {
  /** Undefined: not read yet, or could not be. */
  readonly data: readonly ServerView[] | undefined;
  readonly error: Error | null;
  /** Asked for at least once, whatever came of it. */
  readonly isFetched: boolean;
}

export const onlyThose = (
  { data, error, isFetched }: ServersRead,
  isMeant: (server: ServerView) => boolean,
): ServersRead => ({ data: data?.filter(isMeant), error, isFetched });

/** Why a button waits. Not for what could not be read: that is said, and the engine knows its servers. */
export const whyNotRead = ({ isFetched }: ServersRead): string | undefined =>
  isFetched ? undefined : 'Reading the servers';

import Box from '@cloudscape-design/components/box';
import type { EstateServer } from '../../../src/domain/model/estate-view.ts';
import { Ago } from './time.tsx';

/** DRS's own word, and how long ago somebody asked for it: a drill or a recovery, ours or not. */
export function LastLaunch({ server }: { readonly server: Pick<EstateServer, 'lastLaunchResult' | 'lastLaunchTime'> }) {
  const { lastLaunchResult, lastLaunchTime } = server;
  if (lastLaunchTime === undefined) return <>{neverText(lastLaunchResult)}</>;
  return (
    <>
      {lastLaunchResult ?? 'result unknown'}
      <Box variant="small" display="block">
        <Ago instant={lastLaunchTime} />
      </Box>
    </>
  );
}

const neverText = (result: string | undefined): string =>
  result === undefined || result === 'NOT_STARTED' ? 'never' : result;

import type { WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { Status } from '../../../components/status.tsx';
import { WaveGraph } from '../../../components/wave-graph/wave-graph.tsx';

export function ExecutionGraph({ waves }: { readonly waves: readonly WaveView[] }) {
  return (
    <WaveGraph
      waves={waves}
      details={(wave) => <WaveDetails wave={wave} />}
      inWords={({ status }) => status}
      isMoving={({ status }) => status === 'IN_PROGRESS' || status === 'STARTING'}
    />
  );
}

function WaveDetails({ wave }: { readonly wave: WaveView }) {
  return (
    <>
      <div>
        <Status status={wave.status} />
      </div>
      <div>
        {wave.serverCount === 0
          ? 'no server'
          : `${wave.terminatedCount ?? wave.launchedCount} of ${wave.serverCount} ${wave.terminatedCount === undefined ? 'servers' : 'terminated'}`}
        {wave.failedCount > 0 && `, ${wave.failedCount} failed`}
      </div>
    </>
  );
}

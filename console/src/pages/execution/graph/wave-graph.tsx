import '@xyflow/react/dist/style.css';
import './wave-graph.css';
import { Background, Controls, type Edge, type Node, Position, ReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import type { WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { Status } from '../../../components/status.tsx';
import { useStore } from '../../../data/store.ts';
import { isDark } from '../../../shell/appearance.ts';
import { layOut, nodeSize } from './lay-out.ts';

/** Which wave waits for which. */
export function WaveGraph({ waves }: { readonly waves: readonly WaveView[] }) {
  const dark = useStore(isDark);
  const places = useMemo(() => layOut(waves), [waves]);
  const nodes: Node[] = waves.map((wave) => ({
    id: String(wave.waveNumber),
    position: places.get(wave.waveNumber) ?? { x: 0, y: 0 },
    data: { label: <WaveCard wave={wave} /> },
    sourcePosition: Position.Right,
    targetPosition: Position.Left,
    style: { inlineSize: `${nodeSize.width}px`, blockSize: `${nodeSize.height}px`, padding: '8px', textAlign: 'start' },
    ariaLabel: `Wave ${wave.waveNumber} ${wave.waveName}, ${wave.status}`,
  }));
  const edges: Edge[] = waves.flatMap((wave) =>
    wave.dependsOnWaves.map((before) => ({
      id: `${before}-${wave.waveNumber}`,
      source: String(before),
      target: String(wave.waveNumber),
      animated: wave.status === 'IN_PROGRESS' || wave.status === 'STARTING',
      ...(wave.pauseBeforeWave && { label: 'gate' }),
    })),
  );
  return (
    <div className="wave-graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        fitView
        fitViewOptions={{ maxZoom: 1 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        colorMode={dark ? 'dark' : 'light'}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function WaveCard({ wave }: { readonly wave: WaveView }) {
  return (
    <>
      <strong>
        {wave.waveNumber} {wave.waveName}
      </strong>
      <div>
        <Status status={wave.status} />
      </div>
      <div>
        {wave.terminatedCount ?? wave.launchedCount} of {wave.serverCount} servers
        {wave.failedCount > 0 && `, ${wave.failedCount} failed`}
      </div>
    </>
  );
}

import '@xyflow/react/dist/style.css';
import './wave-graph.css';
import {
  Background,
  Controls,
  type Edge,
  type Node,
  Position,
  ReactFlow,
  useStore as useFlow,
  useReactFlow,
} from '@xyflow/react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useStore } from '../../data/store.ts';
import { isDark } from '../../shell/appearance.ts';
import { useWidth } from '../use-width.ts';
import { type GraphWave, layOut, nodeSize } from './lay-out.ts';

interface Props<Wave extends GraphWave> {
  readonly waves: readonly Wave[];
  /** What stands below the wave's name. */
  readonly details: (wave: Wave) => ReactNode;
  /** The wave in words, after its name: "COMPLETED". */
  readonly inWords: (wave: Wave) => string;
  readonly isMoving?: (wave: Wave) => boolean;
  /** A wave was pointed at, or chosen by keys. */
  readonly onChoose?: (waveNumber: number) => void;
}

/** Pixels. */
const narrow = 700;
const highest = 420;
/** Above and below the waves together: room for the buttons that zoom. */
const margin = 100;
const fitting = { maxZoom: 1 } as const;

/** Which wave waits for which. */
export function WaveGraph<Wave extends GraphWave>({ waves, details, inWords, isMoving, onChoose }: Props<Wave>) {
  const dark = useStore(isDark);
  const [ref, width] = useWidth<HTMLDivElement>();
  const isDownwards = width < narrow;
  const { places, height } = useMemo(() => layOut(waves, isDownwards), [waves, isDownwards]);
  const nodes: Node[] = waves.map((wave) => ({
    id: String(wave.waveNumber),
    position: places.get(wave.waveNumber) ?? { x: 0, y: 0 },
    data: {
      label: (
        <>
          <strong>
            {wave.waveNumber} {wave.waveName}
          </strong>
          {details(wave)}
        </>
      ),
    },
    sourcePosition: isDownwards ? Position.Bottom : Position.Right,
    targetPosition: isDownwards ? Position.Top : Position.Left,
    // Known beforehand: otherwise each look at a running wave hides it and its edges until they are measured anew.
    measured: nodeSize,
    style: { inlineSize: `${nodeSize.width}px`, blockSize: `${nodeSize.height}px`, padding: '8px', textAlign: 'start' },
    ariaLabel: `Wave ${wave.waveNumber} ${wave.waveName}, ${inWords(wave)}`,
  }));
  const edges: Edge[] = waves.flatMap((wave) =>
    wave.dependsOnWaves.map((before) => ({
      id: `${before}-${wave.waveNumber}`,
      source: String(before),
      target: String(wave.waveNumber),
      animated: isMoving?.(wave) ?? false,
      ...(wave.pauseBeforeWave && { label: 'gate' }),
    })),
  );
  return (
    <div ref={ref} className="wave-graph" style={{ blockSize: Math.min(highest, height + margin) }}>
      {width > 0 && (
        <ReactFlow
          key={isDownwards ? 'downwards' : 'across'}
          nodes={nodes}
          edges={edges}
          fitView
          fitViewOptions={fitting}
          minZoom={0.1}
          nodesDraggable={false}
          nodesConnectable={false}
          {...(onChoose !== undefined && {
            onSelectionChange: ({ nodes: chosen }) => {
              const id = chosen[0]?.id;
              if (id !== undefined) onChoose(Number(id));
            },
          })}
          colorMode={dark ? 'dark' : 'light'}
        >
          <Background />
          <Controls showInteractive={false} />
          <FitToRoom />
        </ReactFlow>
      )}
    </div>
  );
}

/** A flow fits itself once, when it is first drawn: here again whenever the room for it changes. */
function FitToRoom() {
  const { fitView } = useReactFlow();
  const width = useFlow((flow) => flow.width);
  const height = useFlow((flow) => flow.height);
  useEffect(() => {
    if (width > 0 && height > 0) fitView(fitting).catch(() => undefined);
  }, [fitView, width, height]);
  return null;
}

import { graphlib, layout } from '@dagrejs/dagre';

export const nodeSize = { width: 210, height: 84 } as const;

export interface GraphWave {
  readonly waveNumber: number;
  readonly waveName: string;
  readonly dependsOnWaves: readonly number[];
  readonly pauseBeforeWave: boolean;
}

export interface Layout {
  /** The upper left corner of each wave, in pixels. */
  readonly places: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
  /** Of all together, in pixels. */
  readonly height: number;
}

/** Where each wave stands in the order of dependencies: from left to right, or downwards where there is little room. */
export function layOut(
  waves: readonly Pick<GraphWave, 'waveNumber' | 'dependsOnWaves'>[],
  isDownwards: boolean,
): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph(
    isDownwards ? { rankdir: 'TB', nodesep: 20, ranksep: 50 } : { rankdir: 'LR', nodesep: 30, ranksep: 80 },
  );
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { waveNumber } of waves) graph.setNode(String(waveNumber), { ...nodeSize });
  for (const { waveNumber, dependsOnWaves } of waves)
    for (const before of dependsOnWaves) graph.setEdge(String(before), String(waveNumber));
  layout(graph);
  const places = new Map(
    waves.map(({ waveNumber }) => {
      const { x, y } = graph.node(String(waveNumber));
      return [waveNumber, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }];
    }),
  );
  return { places, height: Math.max(...[...places.values()].map(({ y }) => y)) + nodeSize.height };
}

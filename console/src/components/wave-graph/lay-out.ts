import { graphlib, layout } from '@dagrejs/dagre';

export const nodeSize = { width: 210, height: 84 } as const;

export interface GraphWave {
  readonly waveNumber: number;
  readonly waveName: string;
  readonly dependsOnWaves: readonly number[];
  readonly pauseBeforeWave: boolean;
}

/** Where each wave stands, left to right in the order of dependencies: the upper left corner, in pixels. */
export function layOut(
  waves: readonly Pick<GraphWave, 'waveNumber' | 'dependsOnWaves'>[],
): ReadonlyMap<number, { readonly x: number; readonly y: number }> {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 30, ranksep: 80 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { waveNumber } of waves) graph.setNode(String(waveNumber), { ...nodeSize });
  for (const { waveNumber, dependsOnWaves } of waves)
    for (const before of dependsOnWaves) graph.setEdge(String(before), String(waveNumber));
  layout(graph);
  return new Map(
    waves.map(({ waveNumber }) => {
      const { x, y } = graph.node(String(waveNumber));
      return [waveNumber, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }];
    }),
  );
}

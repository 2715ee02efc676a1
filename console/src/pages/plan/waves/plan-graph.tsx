import type { PlanWave } from '../../../../../src/domain/model/recovery-plan.ts';
import { WaveGraph } from '../../../components/wave-graph/wave-graph.tsx';

interface Props {
  readonly waves: readonly PlanWave[];
  readonly groupName: (groupId: string) => string;
}

export function PlanGraph({ waves, groupName }: Props) {
  const groupsOf = ({ protectionGroupIds }: PlanWave): string => protectionGroupIds.map(groupName).join(', ');
  return (
    <WaveGraph
      waves={waves}
      details={(wave) => (
        <>
          <div className="wave-graph-line">{groupsOf(wave)}</div>
          {wave.pauseBeforeWave && <div>waits for a person</div>}
        </>
      )}
      inWords={(wave) => `launches ${groupsOf(wave)}${wave.pauseBeforeWave ? ', waits for a person' : ''}`}
    />
  );
}

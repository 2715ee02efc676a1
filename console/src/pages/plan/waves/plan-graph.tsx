import type { PlanWave } from '../../../../../src/domain/model/recovery-plan.ts';
import { countOf } from '../../../components/count.ts';
import { WaveGraph } from '../../../components/wave-graph/wave-graph.tsx';

interface Props {
  readonly waves: readonly PlanWave[];
  readonly groupName: (groupId: string) => string;
}

export function PlanGraph({ waves, groupName }: Props) {
  const actionCount = ({ actions }: PlanWave): number => (actions?.before.length ?? 0) + (actions?.after.length ?? 0);
  const groupsOf = ({ protectionGroupIds }: PlanWave): string => protectionGroupIds.map(groupName).join(', ');
  return (
    <WaveGraph
      waves={waves}
      details={(wave) => (
        <>
          <div className="wave-graph-line">{groupsOf(wave)}</div>
          {wave.pauseBeforeWave && <div>waits for a person</div>}
          {actionCount(wave) > 0 && <div>{countOf(actionCount(wave), 'action')} around it</div>}
        </>
      )}
      inWords={(wave) => `launches ${groupsOf(wave)}${wave.pauseBeforeWave ? ', waits for a person' : ''}`}
    />
  );
}

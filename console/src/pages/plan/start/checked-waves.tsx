import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { skewText } from '../../../components/point-text.ts';
import { localText, utcText } from '../../../components/time.tsx';
import { CheckedServers } from './checked-servers.tsx';

type Wave = StartCheck['waves'][number];

/** Which servers launch when; waves with something to say about a server are open. */
export function CheckedWaves({ check }: { readonly check: StartCheck }) {
  return (
    <>
      {check.waves.map((wave) => {
        const servers = check.servers.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
        const blocked = servers.filter(({ blockers }) => blockers.length > 0).length;
        return (
          <ExpandableSection
            key={wave.waveNumber}
            variant="footer"
            defaultExpanded={blocked > 0}
            headerText={`Wave ${wave.waveNumber} ${wave.waveName}: ${countOf(wave.serverCount, 'server')}${blocked > 0 ? `, ${blocked} blocked` : ''}`}
            headerDescription={startsWhen(wave, check.waves)}
          >
            <CheckedServers
              servers={servers}
              pointInTime={wave.pointInTime}
              label={`Servers of wave ${wave.waveNumber} ${wave.waveName}`}
            />
          </ExpandableSection>
        );
      })}
    </>
  );
}

function startsWhen(
  { dependsOnWaves, pauseBeforeWave, pointInTime, recoveryPoints }: Wave,
  waves: readonly Wave[],
): string {
  const before = dependsOnWaves.map((waveNumber) => `${waveNumber} ${waves[waveNumber]?.waveName ?? ''}`);
  const start = before.length === 0 ? 'Starts at once' : `Starts after ${before.join(', ')}`;
  const approved = pauseBeforeWave ? `${start}, when a person approves` : start;
  if (pointInTime === undefined) return approved;
  const skew =
    recoveryPoints === undefined
      ? ''
      : `, the oldest recovery point ${skewText(recoveryPoints.oldestTime, pointInTime)}`;
  return `${approved}; as of ${localText(pointInTime)} (${utcText(pointInTime)})${skew}`;
}

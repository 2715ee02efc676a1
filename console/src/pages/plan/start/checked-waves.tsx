import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { CheckedServer, StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { formatSeconds } from '../../../components/duration.ts';
import { skewText } from '../../../components/point-text.ts';
import { localText, utcText } from '../../../components/time.tsx';
import { byName } from '../../../data/by-name.ts';
import { CheckedServers } from './checked-servers.tsx';

type Wave = StartCheck['waves'][number];

/** Which servers launch when; waves with something to say about a server are open. */
export function CheckedWaves({ check }: { readonly check: StartCheck }) {
  return (
    <>
      {check.waves.map((wave) => {
        const servers = check.servers.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
        const blocked = servers.filter(isBlocked).length;
        return (
          <ExpandableSection
            key={wave.waveNumber}
            variant="footer"
            defaultExpanded={blocked > 0}
            headerText={`Wave ${wave.waveNumber} ${wave.waveName}: ${countOf(wave.serverCount, 'server')}${blocked > 0 ? `, ${blocked} blocked` : ''}`}
            headerDescription={`${startsWhen(wave, check.waves)}${namesText(servers)}`}
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

/** Without unfolding it one reads whom it is about. */
const namesMost = 8;

function namesText(servers: readonly CheckedServer[]): string {
  if (servers.length === 0) return '';
  const names = servers.map(({ serverName }) => serverName).toSorted(byName.compare);
  const more = names.length > namesMost ? ` and ${names.length - namesMost} more` : '';
  return `. Servers: ${names.slice(0, namesMost).join(', ')}${more}`;
}

const isBlocked = ({ findings }: CheckedServer): boolean => findings.some(({ severity }) => severity === 'BLOCKER');

const queueingText = ({ region, waitingServers, serverCount, waitSecondsMax }: Wave['queueing'][number]): string =>
  `${waitingServers} of ${serverCount} in ${region} wait for DRS's quota, about ${formatSeconds(waitSecondsMax)}`;

const pointText = ({ pointInTime, recoveryPoints }: Wave): readonly string[] => {
  if (pointInTime === undefined) return [];
  const skew =
    recoveryPoints === undefined
      ? ''
      : `, the oldest recovery point ${skewText(recoveryPoints.oldestTime, pointInTime)}`;
  return [`as of ${localText(pointInTime)} (${utcText(pointInTime)})${skew}`];
};

function startsWhen(wave: Wave, waves: readonly Wave[]): string {
  const { dependsOnWaves, pauseBeforeWave, approvals } = wave;
  const before = dependsOnWaves.map((waveNumber) => `${waveNumber} ${waves[waveNumber]?.waveName ?? ''}`);
  const start = before.length === 0 ? 'Starts at once' : `Starts after ${before.join(', ')}`;
  return [
    pauseBeforeWave ? `${start}, when a person approves` : start,
    ...pointText(wave),
    ...approvals.map(({ actionName, phase }) => `approval ${actionName} ${phase} its launch`),
    ...wave.queueing.map(queueingText),
  ].join('; ');
}

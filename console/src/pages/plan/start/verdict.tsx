import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { isCalm, remedyHere } from '../../../components/remedy.ts';
import { Ago } from '../../../components/time.tsx';
import { WholeIds } from '../../../components/whole-ids.tsx';
import { liveDeletions, otherBlockers, otherWarnings } from './why-not-yet.ts';

interface Props {
  readonly check: StartCheck;
  readonly isLooking: boolean;
  readonly onLookAgain: () => void;
}

/** What the check found, in one line and every reason. */
export function Verdict({ check, isLooking, onLookAgain }: Props) {
  const blockers = otherBlockers(check);
  const again = (
    <Button loading={isLooking} onClick={onLookAgain}>
      Look again
    </Button>
  );
  if (blockers.length > 0) {
    return (
      <Alert type="error" header={`A start would be refused, for ${countOf(blockers.length, 'reason')}`} action={again}>
        <ul>
          {blockers.map((blocker) => (
            <li key={`${blocker.code} ${blocker.message}`}>
              <WholeIds text={`${blocker.message}. ${remedyHere(blocker)}`} />
            </li>
          ))}
        </ul>
      </Alert>
    );
  }
  const isWarned =
    check.unknown.length > 0 ||
    liveDeletions(check).length > 0 ||
    otherWarnings(check).some((warning) => !isCalm(warning));
  return (
    <Alert
      type={isWarned ? 'warning' : otherWarnings(check).length > 0 ? 'info' : 'success'}
      header={headerOf(check)}
      action={again}
    >
      {check.unknown.every(({ code }) => code !== 'CHECK_NOT_POSSIBLE')
        ? `${countOf(check.serverCount, 'server')} in ${countOf(check.waves.length, 'wave')} of version ${check.planVersion}. `
        : `Not every server of version ${check.planVersion} is known yet, so more may launch than stand below. `}
      AWS was asked <Ago instant={check.checkedTime} />. The start itself checks the same again.
    </Alert>
  );
}

const isFailing = ({ warnings }: StartCheck): boolean => warnings.some(({ code }) => code === 'WAVE_WOULD_FAIL');

/** Where nothing but live instances refuses the start. */
function headerOf(check: StartCheck): string {
  const live = liveDeletions(check).length;
  const unsure = check.unknown.length > 0 ? ', but not everything could be checked' : '';
  if (isFailing(check)) return `As things stand a wave of it would FAIL${unsure}`;
  if (live > 0)
    return `Only ${countOf(live, 'LIVE instance')} that DRS would delete ${live === 1 ? 'speaks' : 'speak'} against it`;
  if (unsure !== '') return `Nothing is known against it${unsure}`;
  return otherWarnings(check).length > 0
    ? 'Nothing refuses it; read what is worth knowing'
    : 'Nothing speaks against it';
}

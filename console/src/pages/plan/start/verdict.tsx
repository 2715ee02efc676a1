import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
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
          {blockers.map(({ code, message, remedy }) => (
            <li key={`${code} ${message}`}>
              <WholeIds text={`${message}. ${remedy}`} />
            </li>
          ))}
        </ul>
      </Alert>
    );
  }
  const isSure = check.unknown.length === 0;
  const live = liveDeletions(check).length;
  const warnings = otherWarnings(check);
  return (
    <Alert
      type={!isSure || live > 0 ? 'warning' : warnings.length > 0 ? 'info' : 'success'}
      header={
        live > 0
          ? `Only ${countOf(live, 'LIVE instance')} that DRS would delete ${live === 1 ? 'speaks' : 'speak'} against it`
          : isSure
            ? warnings.length > 0
              ? 'Nothing refuses it; read what is worth knowing'
              : 'Nothing speaks against it'
            : 'Nothing is known against it, but not everything could be checked'
      }
      action={again}
    >
      {check.unknown.every(({ code }) => code !== 'CHECK_NOT_POSSIBLE')
        ? `${countOf(check.serverCount, 'server')} in ${countOf(check.waves.length, 'wave')} of version ${check.planVersion}. `
        : `Not every server of version ${check.planVersion} is known yet, so more may launch than stand below. `}
      AWS was asked <Ago instant={check.checkedTime} />. The start itself checks the same again.
    </Alert>
  );
}

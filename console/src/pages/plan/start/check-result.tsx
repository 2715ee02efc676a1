import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { CheckedWaves } from './checked-waves.tsx';
import { Deletions } from './deletions.tsx';
import { Outlook } from './outlook.tsx';
import { Unknown } from './unknown.tsx';
import { Verdict } from './verdict.tsx';
import { Warnings } from './warnings.tsx';
import { otherWarnings } from './why-not-yet.ts';

interface Props {
  readonly check: StartCheck;
  readonly isLooking: boolean;
  readonly onLookAgain: () => void;
  readonly accepted: readonly string[];
  readonly onAccept: (accepted: readonly string[]) => void;
}

export function CheckResult({ check, isLooking, onLookAgain, accepted, onAccept }: Props) {
  // Told once where they belong: deletions in their table.
  const warnings = otherWarnings(check).filter(({ code }) => code !== 'INSTANCE_DELETED');
  return (
    <SpaceBetween size="m">
      <Verdict check={check} isLooking={isLooking} onLookAgain={onLookAgain} />
      <Unknown unknown={check.unknown} />
      <Outlook check={check} />
      <Deletions deletions={check.deletions} accepted={accepted} onAccept={onAccept} />
      <Warnings warnings={warnings} />
      <CheckedWaves check={check} />
    </SpaceBetween>
  );
}

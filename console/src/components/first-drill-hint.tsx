import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { useBesideThePage } from './beside-the-page.tsx';

/** What to do first, where nothing has been done yet. */
export function FirstDrillHint() {
  const { sample } = useBesideThePage();
  return (
    <Box color="text-body-secondary">
      Make <Link href="/protection-groups/new">a protection group</Link> of servers that belong together, then{' '}
      <Link href="/recovery-plans/new">a recovery plan</Link> over it; drill it from its page. {sample}
    </Box>
  );
}

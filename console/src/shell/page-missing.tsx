import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import { usePage } from './page.ts';

export function PageMissing() {
  usePage('Not found');
  return (
    <Alert type="info" header="There is no such page">
      The address may have been cut short. <Link href="/">To the overview</Link>
    </Alert>
  );
}

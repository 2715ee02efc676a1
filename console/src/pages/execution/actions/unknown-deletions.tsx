import Alert from '@cloudscape-design/components/alert';
import { ScrollBox } from '../../../components/scroll-box.tsx';

/** That nothing is listed is not that nothing is deleted. */
export function UnknownDeletions({ reasons }: { readonly reasons: readonly string[] }) {
  if (reasons.length === 0) return null;
  return (
    <Alert type="warning" header="What DRS would delete is not known of every server">
      <ScrollBox label="What is not known">
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </ScrollBox>
      The launch itself looks again, and deletes nothing live that nobody accepted.
    </Alert>
  );
}

import Alert from '@cloudscape-design/components/alert';

interface Props {
  /** Why this person may not; undefined when they may. */
  readonly reason: string | undefined;
  readonly what: string;
}

/** In place of what a person may not see. */
export function NotAllowed({ reason, what }: Props) {
  if (reason === undefined) return null;
  return (
    <Alert type="info" header={`${what} is not shown to you`}>
      {reason}. Settings say which roles have it.
    </Alert>
  );
}

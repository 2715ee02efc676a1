import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ErrorComponentProps } from '@tanstack/react-router';

/** A page that broke: the frame around it stands, and nothing that runs depends on it. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <Alert
      type="error"
      header="This page broke"
      action={
        <Button
          onClick={() => {
            reset();
            globalThis.location.reload();
          }}
        >
          Load it again
        </Button>
      }
    >
      {error instanceof Error ? error.message : String(error)}. What runs goes on all the same: a page decides nothing.
    </Alert>
  );
}

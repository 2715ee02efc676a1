import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { countOf } from '../../components/count.ts';

interface Props {
  readonly ids: readonly string[];
  readonly onForget: () => void;
}

/** They are kept until somebody says otherwise: DRS may be asked in the wrong place. */
export function UnknownServers({ ids, onForget }: Props) {
  if (ids.length === 0) return null;
  return (
    <Alert
      type="warning"
      header={`DRS does not know ${countOf(ids.length, 'server')} of the group here`}
      action={<Button onClick={onForget}>Take out of the group</Button>}
    >
      {ids.join(', ')}
    </Alert>
  );
}

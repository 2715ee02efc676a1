import Alert from '@cloudscape-design/components/alert';
import { clockText, utcText } from '../components/time.tsx';
import { connection } from '../data/connection.ts';
import { useStore } from '../data/store.ts';
import { unread } from '../data/unread.ts';

/** Of every page: something on it could not be read again. Where nothing answers at all, that is said instead. */
export function UnreadBanner() {
  const found = useStore(unread);
  const isConnected = useStore(connection) === 'connected';
  if (found === undefined || !isConnected) return null;
  const { since, messages } = found;
  const [first = '', ...others] = messages;
  return (
    <Alert
      type="error"
      header={`Not read since ${since === undefined ? 'this page was opened' : clockText(since)}: ${first}`}
    >
      {others.map((message) => (
        <div key={message}>{message}</div>
      ))}
      What you see of it is as it was then{since !== undefined && ` (${utcText(since)})`}. This page asks again by
      itself.
    </Alert>
  );
}

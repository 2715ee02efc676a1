import Alert from '@cloudscape-design/components/alert';
import type { StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { remedyHere } from '../../../components/remedy.ts';

/** What could not be found out: never the same as fine. */
export function Unknown({ unknown }: Pick<StartCheck, 'unknown'>) {
  if (unknown.length === 0) return null;
  const isNeeded = unknown.some(({ code }) => code === 'CHECK_NOT_POSSIBLE');
  return (
    <Alert type="warning" header="Could not be checked">
      <ul>
        {unknown.map((found) => (
          <li key={found.message}>
            {found.message}. {remedyHere(found)}
          </li>
        ))}
      </ul>
      {isNeeded
        ? 'A start asks again for minutes, and is refused when it gets no answer.'
        : 'A start does not ask for it, and would begin without knowing.'}
    </Alert>
  );
}

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import type { StartWarning } from '../../../../../src/domain/model/start-check.ts';

/** What a start would meet, and below each kind of it what can be done. */
export function Warnings({ warnings }: { readonly warnings: readonly StartWarning[] }) {
  if (warnings.length === 0) return null;
  const kinds = [...Map.groupBy(warnings, ({ code }) => code)];
  return (
    <Alert type="info" header="Worth knowing">
      {kinds.map(([code, all]) => (
        <div key={code}>
          <ul>
            {all.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
          <Box variant="small" display="block" padding={{ left: 'l' }}>
            {all[0]?.remedy}
          </Box>
        </div>
      ))}
    </Alert>
  );
}

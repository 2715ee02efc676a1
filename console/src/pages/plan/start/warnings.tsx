import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import type { StartWarning } from '../../../../../src/domain/model/start-check.ts';
import { isCalm, remedyHere } from '../../../components/remedy.ts';

/** What a start would meet: apart from what needs nobody's look, what does. */
export function Warnings({ warnings }: { readonly warnings: readonly StartWarning[] }) {
  const { calm = [], grave = [] } = Object.groupBy(warnings, (warning) => (isCalm(warning) ? 'calm' : 'grave'));
  return (
    <>
      {grave.length > 0 && (
        <Alert type="warning" header="To be looked at before a start">
          <Kinds warnings={grave} />
        </Alert>
      )}
      {calm.length > 0 && (
        <Alert type="info" header="Worth knowing">
          <Kinds warnings={calm} />
        </Alert>
      )}
    </>
  );
}

/** Below each kind of what was found stands what can be done. */
function Kinds({ warnings }: { readonly warnings: readonly StartWarning[] }) {
  return [...Map.groupBy(warnings, ({ code }) => code)].map(([code, all]) => (
    <div key={code}>
      <ul>
        {all.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
      <Box variant="small" display="block" padding={{ left: 'l' }}>
        {all[0] !== undefined && remedyHere(all[0])}
      </Box>
    </div>
  ));
}

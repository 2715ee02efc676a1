import type { WaveAction } from '../../../../../src/domain/model/wave-action.ts';
import { numberOf } from '../number-of.ts';
import type { ActionDraft, NamedValue } from './action-draft.ts';

/** As the API takes it; what is wrong in it, the API's own code says. */
export function actionOf(draft: ActionDraft): WaveAction {
  const { actionName, description, required } = draft;
  const shared = { actionName, description, required, executionTypes: [...draft.executionTypes] };
  const timeoutMinutes = numberOf(draft.timeoutMinutes);
  const tries = { timeoutMinutes, retries: numberOf(draft.retries) };
  const { kind } = draft;
  switch (kind) {
    case 'WAIT':
      return { kind, ...shared, minutes: numberOf(draft.minutes) };
    case 'APPROVAL':
      return { kind, ...shared, timeoutMinutes };
    case 'HTTP_CHECK': {
      const { url, expectedStatus, bodyContains } = draft;
      const wanted = { expectedStatus: numberOf(expectedStatus), ...(bodyContains !== '' && { bodyContains }) };
      return { kind, ...shared, url: url.trim(), ...wanted, timeoutMinutes };
    }
    case 'TCP_CHECK':
      return { kind, ...shared, host: draft.host.trim(), port: numberOf(draft.port), timeoutMinutes };
    case 'SSM_AUTOMATION':
      return { kind, ...shared, ...documentOf(draft), ...placeOf(draft), ...tries };
    case 'SSM_COMMAND':
      return { kind, ...shared, ...documentOf(draft), ...tries };
    case 'LAMBDA': {
      const input = Object.fromEntries(draft.values.map(({ name, value = '' }) => [name, value]));
      return { kind, ...shared, functionName: draft.functionName.trim(), input, ...placeOf(draft), ...tries };
    }
  }
}

const documentOf = ({ documentName, documentVersion, values }: ActionDraft) => ({
  documentName: documentName.trim(),
  ...(documentVersion !== '' && { documentVersion: documentVersion.trim() }),
  parameters: listsOf(values),
});

const listsOf = (values: readonly NamedValue[]): Record<string, string[]> =>
  Object.fromEntries(
    [...Map.groupBy(values, ({ name }) => name)].map(([name, lines]) => [
      name,
      lines.flatMap(({ value }) => value ?? []),
    ]),
  );

const placeOf = ({ accountId, region }: ActionDraft) => ({
  ...(accountId !== '' && { accountId: accountId.trim() }),
  ...(region !== '' && { region: region.trim() }),
});

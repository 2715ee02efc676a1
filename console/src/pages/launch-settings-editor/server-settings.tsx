import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { byName } from '../../data/by-name.ts';
import { resolvedQuery } from '../../data/estate.ts';
import type { LaunchDraft, SettingsDraft } from './draft.ts';
import { OwnSettingsTable } from './own-settings-table.tsx';
import { SettingsFields } from './settings-fields.tsx';

interface Props {
  readonly group: ProtectionGroup;
  readonly draft: LaunchDraft;
  readonly errors: readonly FieldError[];
  /** The server that is edited. */
  readonly chosen: string | undefined;
  /** Why nothing can be changed. */
  readonly mayNot: string | undefined;
  readonly onChoose: (sourceServerId: string | undefined) => void;
  readonly onChange: (servers: LaunchDraft['servers']) => void;
}

/** What differs for single servers of the group. */
export function ServerSettings({ group, draft, errors, chosen, mayNot, onChoose, onChange }: Props) {
  const { accountId, region, selection } = group;
  const { data, error, isPending } = useQuery(resolvedQuery({ accountId, region, selection }));
  const names = new Map((data?.servers ?? []).map(({ sourceServerId, serverName }) => [sourceServerId, serverName]));
  const nameOf = (sourceServerId: string): string => names.get(sourceServerId) ?? sourceServerId;
  const options = [...names]
    .toSorted(([, a], [, b]) => byName.compare(a, b))
    .map(([value, label]) => ({
      value,
      label,
      description: value,
      ...(value in draft.servers && { labelTag: 'own' }),
    }));
  const set = (sourceServerId: string, settings: SettingsDraft): void =>
    onChange({ ...draft.servers, [sourceServerId]: settings });
  return (
    <Container
      header={
        <Header variant="h2" description="Merged over those of the group: what is left empty is as the group says">
          Single servers
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <FailureAlert what="The servers of the group" error={error} />}
        <FormField label="Server" description="Of those that the group matches now">
          <Select
            selectedOption={chosen === undefined ? null : { value: chosen, label: nameOf(chosen) }}
            options={options}
            filteringType="auto"
            statusType={isPending ? 'loading' : 'finished'}
            loadingText="Asking AWS"
            placeholder="Choose a server to give it settings of its own"
            empty="The group matches no server now"
            onChange={({ detail }) => onChoose(detail.selectedOption.value)}
          />
        </FormField>
        {chosen !== undefined && (
          <SettingsFields
            key={chosen}
            draft={draft.servers[chosen] ?? {}}
            group={draft.all}
            errors={errors}
            path={['serverOverrides', chosen]}
            isReadOnly={mayNot !== undefined}
            onChange={(settings) => set(chosen, settings)}
          />
        )}
        <OwnSettingsTable
          servers={draft.servers}
          nameOf={nameOf}
          errors={errors}
          mayNot={mayNot}
          onEdit={onChoose}
          onRemove={(removed) => {
            onChange(Object.fromEntries(Object.entries(draft.servers).filter(([id]) => id !== removed)));
            if (removed === chosen) onChoose(undefined);
          }}
        />
      </SpaceBetween>
    </Container>
  );
}

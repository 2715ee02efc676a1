import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { GroupBody } from '../../../../src/api/contract.ts';
import { groupChanges } from '../../../../src/domain/document-changes.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { EditorFrame } from '../../components/editor/editor-frame.tsx';
import { useEditedDocument } from '../../components/editor/use-edited-document.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { refusedFields } from '../../components/field-errors.ts';
import { Indicator } from '../../components/indicator.tsx';
import { estateKey, groupsKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { draftOf, type LaunchDraft } from './draft.ts';
import { labelOf } from './fields.ts';
import { ServerSettings } from './server-settings.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { useLaunchCheck } from './use-launch-check.ts';

type SavedGroup = Extract<Awaited<ReturnType<typeof api.updateGroup>>, { ok: true }>['value'];

interface Props {
  readonly group: ProtectionGroup;
  readonly chosen: string | undefined;
  readonly onChoose: (sourceServerId: string | undefined) => void;
}

/** `group`: as it was read. */
export function LaunchSettingsEditor({ group, chosen, onChoose }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const edited = useEditedDocument<SavedGroup, LaunchDraft>({
    document: group,
    draftOf: (saved = group) => draftOf(saved),
    send: (_draft, saved = group) => {
      if (check.body === undefined) throw new Error('bug: a draft that is wrong in form was sent');
      return api.updateGroup(saved.groupId, check.body, saved.version);
    },
    readCurrent: ({ groupId }) => api.getGroup(groupId),
    onSaved: (saved) => {
      tellSaved(saved);
      queryClient.invalidateQueries({ queryKey: groupsKey }).catch(() => undefined);
      queryClient.invalidateQueries({ queryKey: estateKey }).catch(() => undefined);
      navigate({ to: address, ignoreBlocker: true }).catch(() => undefined);
    },
  });
  const { base = group, draft, setDraft, save } = edited;
  const check = useLaunchCheck(base, draft);
  const may = needs(me, 'modify-protection-groups');
  const address = `/protection-groups/${base.groupId}/launch-settings`;
  const { body } = check;
  const errors = [...check.errors, ...refusedFields(save.refusedFor(draft), 'groupName')];
  return (
    <EditorFrame
      edited={edited}
      title={`Edit the launch settings of ${base.groupName}`}
      description="What is left empty stays as it is in AWS. A save changes nothing there yet."
      what={`The group ${base.groupName}`}
      cancelHref={address}
      verb="Save the settings"
      mayNot={may}
      errorCount={check.errors.length}
      canBeSent={body !== undefined}
      changesOf={groupChanges}
      savedOver={(theirs) => (body === undefined ? undefined : withSettings(theirs, body))}
    >
      {check.failure !== null && <FailureAlert what="The check of what is typed" error={check.failure} />}
      {check.unchecked.length > 0 && (
        <Alert type="warning" header="Could not be checked: neither right nor wrong">
          <ul>
            {check.unchecked.map(({ path, message }) => (
              <li key={`${path.join('.')} ${message}`}>
                {labelOf(String(path.at(-1) ?? ''))}: {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Container
        header={
          <Header variant="h2" actions={<CheckState check={check} />}>
            All servers of the group
          </Header>
        }
      >
        <SettingsFields
          draft={draft.all}
          errors={errors}
          path={['launchConfig']}
          isReadOnly={may !== undefined}
          onChange={(all) => setDraft({ ...draft, all })}
        />
      </Container>
      <ServerSettings
        group={base}
        draft={draft}
        errors={errors}
        chosen={chosen}
        mayNot={may}
        onChoose={onChoose}
        onChange={(servers) => setDraft({ ...draft, servers })}
      />
    </EditorFrame>
  );
}

/** Whether AWS has been asked about what stands here now. */
function CheckState({ check }: { readonly check: ReturnType<typeof useLaunchCheck> }) {
  if (check.isChecking) return <Indicator type="loading">Asking AWS whether this can be</Indicator>;
  if (check.errors.length > 0) return <Indicator type="error">Would be refused</Indicator>;
  if (check.failure !== null || check.unchecked.length > 0)
    return <Indicator type="warning">Not everything could be checked</Indicator>;
  return <Indicator type="success">Checked in AWS</Indicator>;
}

const tellSaved = ({ groupName, version, unchecked = [] }: SavedGroup): void => {
  if (unchecked.length === 0) {
    flash('success', `The launch settings of ${groupName} are saved as version ${version}`);
    return;
  }
  const what = unchecked.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  flash('warning', `${groupName} is saved as version ${version}, but not everything could be checked`, what);
};

const withSettings = (group: ProtectionGroup, { launchConfig, serverOverrides }: GroupBody): ProtectionGroup => {
  const { launchConfig: _config, serverOverrides: _overrides, ...rest } = group;
  return {
    ...rest,
    ...(launchConfig !== undefined && { launchConfig }),
    ...(serverOverrides !== undefined && { serverOverrides }),
  };
};

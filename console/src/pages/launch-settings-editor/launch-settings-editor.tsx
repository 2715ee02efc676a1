import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { GroupBody } from '../../../../src/api/contract.ts';
import { groupChanges } from '../../../../src/domain/document-changes.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { Conflict } from '../../components/editor/conflict.tsx';
import { EditorButtons } from '../../components/editor/editor-buttons.tsx';
import { LeaveGuard } from '../../components/editor/leave-guard.tsx';
import { SaveProblem } from '../../components/editor/save-problem.tsx';
import { useSave } from '../../components/editor/use-save.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { refusedFields } from '../../components/field-errors.ts';
import { Indicator } from '../../components/indicator.tsx';
import { estateKey, groupsKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { draftOf } from './draft.ts';
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
  // What is read anew while somebody types changes nothing here: a save says that it has changed.
  const [base, setBase] = useState(group);
  const [initial, setInitial] = useState(() => draftOf(group));
  const [draft, setDraft] = useState(initial);
  const isChanged = draft !== initial;
  const check = useLaunchCheck(base, draft);
  const may = needs(me, 'modify-protection-groups');
  const address = `/protection-groups/${base.groupId}/launch-settings`;
  const save = useSave<SavedGroup>({
    run: () => {
      if (check.body === undefined) throw new Error('bug: a draft that is wrong in form was sent');
      return api.updateGroup(base.groupId, check.body, base.version);
    },
    readCurrent: () => api.getGroup(base.groupId),
    onSaved: (saved) => {
      tellSaved(saved);
      queryClient.invalidateQueries({ queryKey: groupsKey }).catch(() => undefined);
      queryClient.invalidateQueries({ queryKey: estateKey }).catch(() => undefined);
      navigate({ to: address, ignoreBlocker: true }).catch(() => undefined);
    },
  });
  const refused = refusedFields(save.refusedFor(draft), 'groupName');
  const errors = [...check.errors, ...refused];
  const theirs = save.current;
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      <Form
        header={
          <Header
            variant="h1"
            description="What is left empty stays as it is in AWS. A save changes nothing there yet."
          >
            Edit the launch settings of {base.groupName}
          </Header>
        }
        actions={
          <EditorButtons
            cancelHref={address}
            verb="Save the settings"
            isSaving={save.isSaving}
            reason={may ?? (isChanged ? undefined : 'Nothing is changed')}
            errorCount={check.errors.length}
            onSave={() => save.start(draft, check.body !== undefined)}
          />
        }
      >
        <SpaceBetween size="l">
          <SaveProblem what="The save" save={save} />
          {theirs !== undefined && (
            <Conflict
              what={`The group ${base.groupName}`}
              seenVersion={base.version}
              current={theirs}
              theirChanges={groupChanges(base, theirs)}
              differences={check.body === undefined ? [] : groupChanges(theirs, withSettings(theirs, check.body))}
              onKeepMine={() => {
                setBase(theirs);
                save.forget();
              }}
              onTakeTheirs={() => {
                const taken = draftOf(theirs);
                setBase(theirs);
                setInitial(taken);
                setDraft(taken);
                save.forget();
              }}
            />
          )}
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
            isReadOnly={may !== undefined}
            onChoose={onChoose}
            onChange={(servers) => setDraft({ ...draft, servers })}
          />
        </SpaceBetween>
      </Form>
    </>
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

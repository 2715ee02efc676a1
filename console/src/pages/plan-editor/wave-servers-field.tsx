import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { countOf } from '../../components/count.ts';
import type { WaveDraft } from './draft.ts';
import { useGroupServers } from './use-group-servers.ts';

interface Props {
  readonly wave: WaveDraft;
  readonly groups: readonly ProtectionGroup[];
  readonly error: string | undefined;
  readonly onChange: (change: Partial<WaveDraft>) => void;
}

const tokensMost = 10;

/** Which of the groups' servers the wave launches, picked from what DRS shows in them now. */
export function WaveServersField({ wave, groups, error, onChange }: Props) {
  const { sourceServerIds, protectionGroups } = wave;
  const [isOpen, setOpen] = useState(sourceServerIds.length > 0);
  const own = groups.filter(({ groupName }) => protectionGroups.includes(groupName));
  const { parts, isPending, error: unread } = useGroupServers(own, isOpen);
  const options = parts.map(({ group, servers }) => ({
    label: group.groupName,
    options: servers.map(({ sourceServerId, serverName, replicationState = 'state unknown' }) => ({
      value: sourceServerId,
      label: serverName,
      description: `${sourceServerId}, ${replicationState}`,
    })),
  }));
  const known = new Map(options.flatMap((part) => part.options.map((option) => [option.value, option])));
  const outside = isPending || unread !== null ? [] : sourceServerIds.filter((id) => !known.has(id));
  return (
    <ExpandableSection
      headerText="Only some servers of the groups"
      headerDescription={
        sourceServerIds.length === 0 ? 'Every server of them launches' : `${countOf(sourceServerIds.length, 'server')}`
      }
      variant="footer"
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      <FormField
        label="Source servers"
        description="Nothing chosen: every server of the groups, whichever they are when an execution begins."
        errorText={error}
        {...(outside.length > 0 && {
          warningText: `In none of the wave's groups now, so a start would be refused: ${outside.join(', ')}`,
        })}
      >
        <Multiselect
          options={options}
          selectedOptions={sourceServerIds.map((id) => known.get(id) ?? { value: id, label: id })}
          placeholder={own.length === 0 ? 'Choose protection groups first' : 'Choose servers'}
          disabled={own.length === 0 && sourceServerIds.length === 0}
          filteringType="auto"
          filteringPlaceholder="Find servers"
          filteringAriaLabel="Find servers"
          virtualScroll
          enableSelectAll
          i18nStrings={{ selectAllText: 'All that are there now' }}
          tokenLimit={tokensMost}
          statusType={isPending ? 'loading' : unread === null ? 'finished' : 'error'}
          loadingText="Asking AWS"
          errorText={unread?.message ?? ''}
          empty="These groups match no server now"
          noMatch="No server has this in its name"
          deselectAriaLabel={({ label = '' }) => `Without ${label}`}
          onChange={({ detail }) =>
            onChange({ sourceServerIds: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
          }
        />
      </FormField>
    </ExpandableSection>
  );
}

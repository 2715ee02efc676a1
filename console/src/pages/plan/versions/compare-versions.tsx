import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { planChanges } from '../../../../../src/domain/document-changes.ts';
import { isMaskedPlan } from '../../../../../src/domain/plan-secrets.ts';
import { ChangesTable } from '../../../components/changes/changes-table.tsx';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { groupsQuery, planVersionQuery } from '../../../data/catalog.ts';
import { PagePending } from '../../../shell/page-pending.tsx';

interface Props {
  readonly planId: string;
  readonly older: number;
  readonly newer: number;
  readonly newest: number;
  readonly onCompare: (older: number, newer: number) => void;
}

export function CompareVersions({ planId, older, newer, newest, onCompare }: Props) {
  const before = useQuery(planVersionQuery(planId, older));
  const after = useQuery(planVersionQuery(planId, newer));
  const { data: groups = [] } = useQuery(groupsQuery);
  const error = before.error ?? after.error;
  const names = new Map(groups.map(({ groupId, groupName }) => [groupId, groupName]));
  return (
    <SpaceBetween size="xs">
      <Header
        variant="h3"
        actions={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <VersionChoice
              label="Before"
              version={older}
              newest={newest}
              onChoose={(version) => onCompare(version, newer)}
            />
            <VersionChoice
              label="After"
              version={newer}
              newest={newest}
              onChoose={(version) => onCompare(older, version)}
            />
          </SpaceBetween>
        }
      >
        What changed from version {older} to version {newer}
      </Header>
      {error !== null && <FailureAlert what="The versions" error={error} />}
      {error === null && (before.data === undefined || after.data === undefined) && <PagePending />}
      {[before.data, after.data].some((plan) => plan !== undefined && isMaskedPlan(plan)) && (
        <Box color="text-body-secondary">
          Values that may be secret are masked for your role: whether they differ is not shown.
        </Box>
      )}
      {before.data !== undefined && after.data !== undefined && (
        <ChangesTable
          changes={planChanges(before.data, after.data, names)}
          before={`Version ${older}`}
          after={`Version ${newer}`}
          same="Both versions say the same"
        />
      )}
    </SpaceBetween>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly version: number;
  readonly newest: number;
  readonly onChoose: (version: number) => void;
}

function VersionChoice({ label, version, newest, onChoose }: ChoiceProps) {
  const options = Array.from({ length: newest }, (_, index) => String(newest - index)).map((value) => ({
    value,
    label: `Version ${value}`,
  }));
  return (
    <Select
      ariaLabel={label}
      options={options}
      selectedOption={{ value: String(version), label: `Version ${version}` }}
      onChange={({ detail }) => onChoose(Number(detail.selectedOption.value))}
    />
  );
}

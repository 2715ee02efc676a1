import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { permissions, permissionsOfRole, roles } from '../../../../src/domain/permissions.ts';
import { useBesideThePage } from '../../components/beside-the-page.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { useMe } from '../../data/session.ts';

/** Who is signed in and may do what; where the token is, and never the token. */
export function SignedIn({ tokenFile }: { readonly tokenFile: string | undefined }) {
  const me = useMe();
  const { noTokenFile } = useBesideThePage();
  return (
    <Container header={<Header variant="h2">Signed in</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          minColumnWidth={180}
          items={[
            { label: 'As', value: me.actor },
            { label: 'Roles', value: me.roles.join(', ') || 'none' },
            {
              label: 'Token of the API',
              value:
                tokenFile === undefined ? (
                  noTokenFile
                ) : (
                  <>
                    in <Box variant="code">{tokenFile}</Box> on the server; it is never shown here
                  </>
                ),
            },
          ]}
        />
        <ExpandableSection
          headerText={`Permissions: ${me.permissions.length} of ${permissions.length}`}
          variant="footer"
        >
          <FittingTable
            variant="borderless"
            contentDensity="compact"
            items={permissions}
            ariaLabels={{ tableLabel: 'Permissions' }}
            columnDefinitions={[
              { id: 'permission', header: 'Permission', isRowHeader: true, cell: (permission) => permission },
              {
                id: 'mine',
                header: 'You',
                cell: (permission) =>
                  me.permissions.includes(permission) ? (
                    <Indicator type="success">yes</Indicator>
                  ) : (
                    <Indicator type="stopped">no</Indicator>
                  ),
              },
              {
                id: 'roles',
                header: 'Roles that have it',
                cell: (permission) => roles.filter((role) => permissionsOfRole[role].includes(permission)).join(', '),
              },
            ]}
          />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

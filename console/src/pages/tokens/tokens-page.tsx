import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessToken } from '../../../../src/domain/model/access-token.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { NotAllowed } from '../../components/not-allowed.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { Time } from '../../components/time.tsx';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { tokensQuery } from '../../data/tokens.ts';
import { flash } from '../../shell/flashes.ts';
import { usePage } from '../../shell/page.ts';
import { type CreatedToken, CreateTokenModal } from './create-token-modal.tsx';
import { SecretModal } from './secret-modal.tsx';

const way = [{ text: 'Settings', href: '/settings' }];

type Open =
  | { readonly what: 'create' }
  | { readonly what: 'secret'; readonly created: CreatedToken }
  | { readonly what: 'revoke'; readonly token: AccessToken };

/** Who else has a key to the API, and with which role. */
export function TokensPage() {
  usePage('Tokens', way);
  const me = useMe();
  const queryClient = useQueryClient();
  const mayView = needs(me, 'view-tokens');
  const mayManage = needs(me, 'manage-tokens');
  const { data, error, isLoading } = useQuery({ ...tokensQuery, enabled: mayView === undefined });
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const readAnew = (): void => {
    queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }).catch(() => undefined);
  };
  return (
    <SpaceBetween size="m">
      <NotAllowed reason={mayView} what="Who has a token" />
      {error !== null && <FailureAlert what="The tokens" error={error} />}
      <FittingTable
        loading={isLoading}
        loadingText="Reading the tokens"
        items={data ?? []}
        trackBy="tokenId"
        ariaLabels={{ tableLabel: 'Tokens' }}
        header={
          <Header
            variant="h1"
            {...(data !== undefined && { counter: `(${data.length})` })}
            description="Keys to the API, each for one person or program. The server’s own is not among them."
            actions={
              <ReasonButton variant="primary" reason={mayManage} onClick={() => setOpen({ what: 'create' })}>
                Create a token …
              </ReasonButton>
            }
          >
            Tokens
          </Header>
        }
        empty={
          <EmptyState title={mayView === undefined ? 'No token yet' : 'Not shown'}>
            Create one for each colleague and program, with no more of a role than it needs.
          </EmptyState>
        }
        columnDefinitions={[
          { id: 'name', header: 'Name', isRowHeader: true, minWidth: 130, cell: ({ tokenName }) => tokenName },
          { id: 'role', header: 'Role', minWidth: 130, cell: ({ role }) => role },
          {
            id: 'created',
            header: 'Created',
            minWidth: 190,
            cell: ({ createdTime, createdBy }) => (
              <>
                <Time instant={createdTime} />
                <Box variant="small" display="block">
                  by {createdBy}
                </Box>
              </>
            ),
          },
          {
            id: 'do',
            header: 'Change',
            minWidth: 120,
            cell: (token) => (
              <ReasonButton
                variant="inline-link"
                reason={mayManage}
                ariaLabel={`Revoke ${token.tokenName} …`}
                onClick={() => setOpen({ what: 'revoke', token })}
              >
                Revoke …
              </ReasonButton>
            ),
          },
        ]}
      />
      {open?.what === 'create' && (
        <CreateTokenModal
          onCreated={(created) => {
            readAnew();
            setOpen({ what: 'secret', created });
          }}
          onDismiss={close}
        />
      )}
      {open?.what === 'secret' && <SecretModal created={open.created} onClose={close} />}
      {open?.what === 'revoke' && (
        <RevokeModal
          token={open.token}
          onRevoked={() => {
            readAnew();
            close();
          }}
          onDismiss={close}
        />
      )}
    </SpaceBetween>
  );
}

interface RevokeProps {
  readonly token: AccessToken;
  readonly onRevoked: () => void;
  readonly onDismiss: () => void;
}

function RevokeModal({ token, onRevoked, onDismiss }: RevokeProps) {
  return (
    <ActionModal
      title={`Revoke the token ${token.tokenName}`}
      verb="Revoke the token"
      run={() => api.revokeToken(token.tokenId)}
      onDone={() => {
        flash('success', `The token ${token.tokenName} lets nobody in any more`);
        onRevoked();
      }}
      onDismiss={onDismiss}
    >
      <p>
        It and every session that was opened with it let nobody in any more, from now on. What {token.tokenName} has
        started goes on. This cannot be undone: a new token has a new secret.
      </p>
    </ActionModal>
  );
}

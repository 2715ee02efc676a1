/** The token file of the data folder is for the server of this machine alone. */
import { expect, test } from 'vitest';
import { connect } from '../../src/cli/connection.ts';

const authorizationAt = async (server: string, token?: string): Promise<string | null | undefined> => {
  let sent: string | null | undefined;
  const context = {
    program: './breakwater',
    env: {},
    readFile: async () => 'local-token\n',
    writeSecretFile: async () => {},
    removeFile: async () => {},
    now: () => 0,
    fetch: async (_url: string, { headers }: RequestInit) => {
      sent = new Headers(headers).get('authorization');
      return Response.json({ items: [] });
    },
    functionFetch: () => async () => Response.error(),
  };
  const { client } = await connect(context, { server, ...(token !== undefined && { token }) });
  await client.listExecutions({});
  return sent;
};

test.each(['http://127.0.0.1:7700', 'http://localhost:7700', 'http://[::1]:7700'])('%s is given it', async (server) => {
  expect(await authorizationAt(server)).toBe('Bearer local-token');
});

test.each(['https://breakwater.example', 'http://127.0.0.1.example:7700', 'http://10.0.0.7:7700'])(
  '%s is not given it, but the token that was named for it',
  async (server) => {
    expect(await authorizationAt(server)).toBeNull();
    expect(await authorizationAt(server, 'its-token')).toBe('Bearer its-token');
  },
);

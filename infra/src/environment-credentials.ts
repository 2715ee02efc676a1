/**
 * Stands in the bundle for the SDK's default credential chain: a function's credentials are in its environment, and the
 * rest of the chain (profiles, single sign-on, instance roles) would make it half as large again.
 */
const environmentCredentials = async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw Object.assign(new Error('no credentials in the environment'), { name: 'CredentialsProviderError' });
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
};

/** As `@aws-sdk/credential-provider-node` exports it. */
export const defaultProvider = () => environmentCredentials;

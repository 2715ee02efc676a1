/** What `--server` names: an address, or the function of a Breakwater in AWS, which IAM lets us call. */

/** Of Lambda: an unqualified ARN, in any partition. */
const functionArn = /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}$/;

export const isFunctionArn = (server: string): boolean => functionArn.test(server);

export const isServerName = (server: string): boolean =>
  isFunctionArn(server) || (/^https?:\/\//.test(server) && URL.canParse(server));

export const notAServer = 'must be an http or https address, or the ARN of a function';

/** As the parser of a flag: throws what the user is told. */
export const serverName = (input: string): string => {
  if (!isServerName(input)) throw new SyntaxError(notAServer);
  return input;
};

import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  CfnDistribution,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { frontDoorHeaders } from '../../src/entry/lambda/functions.ts';
import { acknowledge } from './acknowledge.ts';
import { contentSecurityPolicyOf } from './content-security-policy.ts';
import type { FrontDoorSecret } from './front-door-secret.ts';
import type { Parameters } from './parameters.ts';

/** The console's pages on S3 behind CloudFront; `/api` of the same address is the API. */
export const createConsoleHosting = (
  parent: Construct,
  {
    apiHost,
    signInHost,
    frontDoorSecret,
    parameters,
  }: {
    readonly apiHost: string;
    readonly signInHost: string;
    readonly frontDoorSecret: FrontDoorSecret;
    readonly parameters: Parameters;
  },
): { readonly distribution: Distribution; readonly pages: Bucket } => {
  const scope = new Construct(parent, 'Console');
  const closed = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  } as const;
  const logs = new Bucket(scope, 'AccessLogs', {
    ...closed,
    objectOwnership: ObjectOwnership.OBJECT_WRITER,
    lifecycleRules: [{ expiration: Duration.days(365) }],
  });
  acknowledge(logs, { 'AwsSolutions-S1': 'It holds access logs; logging who reads the log would never end.' });
  const pages = new Bucket(scope, 'Pages', {
    ...closed,
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'pages/',
  });
  const distribution = new Distribution(scope, 'Distribution', {
    comment: 'The console of Breakwater',
    defaultRootObject: 'index.html',
    httpVersion: HttpVersion.HTTP2_AND_3,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    priceClass: PriceClass.PRICE_CLASS_ALL,
    enableLogging: true,
    logBucket: logs,
    logFilePrefix: 'distribution/',
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(pages),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: securityHeaders(scope, signInHost),
      functionAssociations: [{ function: pageOfAddress(scope), eventType: FunctionEventType.VIEWER_REQUEST }],
    },
    additionalBehaviors: {
      '/api/*': {
        // What is written here wins over what a viewer sent by the same name.
        origin: new HttpOrigin(apiHost, { customHeaders: { [frontDoorHeaders.secret]: frontDoorSecret.reference } }),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        functionAssociations: [{ function: addressOfViewer(scope), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    },
  });
  const { defaultChild } = distribution.node;
  if (!(defaultChild instanceof CfnDistribution)) throw new Error('bug: a distribution is one resource');
  defaultChild.addPropertyOverride(
    'DistributionConfig.WebACLId',
    Fn.conditionIf(parameters.hasWebAcl.logicalId, parameters.webAclArn, Aws.NO_VALUE),
  );
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'People on call travel; who may come in is decided by the sign-in, not by the country.',
    'AwsSolutions-CFR2': 'The firewall is a stack of us-east-1, as CloudFront wants; its ARN comes as a parameter.',
    'AwsSolutions-CFR4':
      "Under CloudFront's own name its certificate decides; with a name of one's own the minimum above holds.",
  });
  return { distribution, pages };
};

/** An address of the console without a file of its own is the page; nothing under `/api` comes here. */
const pageOfAddress = (scope: Construct): EdgeFunction =>
  new EdgeFunction(scope, 'PageOfAddress', {
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(
      "function handler(event) { var request = event.request; if (!/\\.[a-z0-9]+$/i.test(request.uri)) request.uri = '/index.html'; return request; }",
    ),
  });

/**
 * Who asked, for the audit log. Not `CloudFront-Viewer-Address`: no origin request policy forwards that one together with
 * the authorization and without the host, which API Gateway would not know (CloudFront API, OriginRequestPolicyHeadersConfig).
 */
const addressOfViewer = (scope: Construct): EdgeFunction =>
  new EdgeFunction(scope, 'AddressOfViewer', {
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(
      `function handler(event) { event.request.headers['${frontDoorHeaders.viewerAddress}'] = { value: event.viewer.ip }; return event.request; }`,
    ),
  });

const securityHeaders = (scope: Construct, signInHost: string): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'SecurityHeaders', {
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicyOf(signInHost),
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
    },
  });

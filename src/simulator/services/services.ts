import type { Service } from '../wire/service.ts';
import { drs } from './drs/drs.ts';
import { ec2 } from './ec2/ec2.ts';
import { iam } from './iam/iam.ts';
import { lambda } from './lambda/lambda.ts';
import { serviceQuotas } from './service-quotas/service-quotas.ts';
import { sns } from './sns/sns.ts';
import { ssm } from './ssm/ssm.ts';
import { sts } from './sts/sts.ts';

/** Everything that is modelled. */
export const services: readonly Service[] = [drs, ec2, iam, lambda, serviceQuotas, sns, ssm, sts];

import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** What an instance is launched into, in one account and Region. What does not exist is left out of the answer. */
export interface NetworkService {
  describeSubnets(scope: Scope, subnetIds: readonly string[]): Promise<Outcome<readonly Subnet[]>>;
  describeSecurityGroups(scope: Scope, groupIds: readonly string[]): Promise<Outcome<readonly SecurityGroup[]>>;
  /** Those that have one of these addresses, as their first or a further one, in any subnet. */
  describeAddressHolders(scope: Scope, addresses: readonly string[]): Promise<Outcome<readonly AddressHolder[]>>;
  /** In which zones each of these types is offered. */
  describeTypeOfferings(scope: Scope, instanceTypes: readonly string[]): Promise<Outcome<readonly TypeOffering[]>>;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly vpcId?: string;
}

/** A network interface. */
export interface AddressHolder {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly addresses: readonly string[];
  readonly instanceId?: string;
  readonly description?: string;
}

export interface TypeOffering {
  readonly instanceType: string;
  readonly availabilityZone: string;
}

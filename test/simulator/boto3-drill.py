"""A drill with boto3 against the simulator at argv[1]; prints what it saw as one JSON object."""

import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
SETTINGS = {
    "endpoint_url": ENDPOINT,
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIAEXAMPLE",
    "aws_secret_access_key": "secret",
    "config": Config(retries={"max_attempts": 0}),
}
drs = boto3.client("drs", **SETTINGS)
ec2 = boto3.client("ec2", **SETTINGS)
sts = boto3.client("sts", **SETTINGS)
quotas = boto3.client("service-quotas", **SETTINGS)


def advance(seconds):
    body = json.dumps({"advanceSeconds": seconds}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/_control/clock", data=body, method="POST")).read()


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def pages(client, operation, key, **arguments):
    return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[key]]


servers = pages(drs, "describe_source_servers", "items")
first = servers[0]["sourceServerID"]
template = drs.get_launch_configuration(sourceServerID=first)["ec2LaunchTemplateID"]
drs.update_launch_configuration(
    sourceServerID=first, launchDisposition="STOPPED", copyTags=True, targetInstanceTypeRightSizingMethod="NONE"
)
version = ec2.create_launch_template_version(
    LaunchTemplateId=template, SourceVersion="$Default", LaunchTemplateData={"InstanceType": "r6i.large"}
)["LaunchTemplateVersion"]["VersionNumber"]
ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion=str(version))
arn = servers[0]["arn"]
drs.tag_resource(resourceArn=arn, tags={"Run": "a & b", "Gone": "soon"})
drs.untag_resource(resourceArn=arn, tagKeys=["Gone"])

job = drs.start_recovery(sourceServers=[{"sourceServerID": first}], isDrill=True)["job"]["jobID"]
advance(900)
done = drs.describe_jobs(filters={"jobIDs": [job]})["items"][0]
log = [item["event"] for item in pages(drs, "describe_job_log_items", "items", jobID=job)]
recovery = drs.describe_recovery_instances(filters={"sourceServerIDs": [first]})["items"][0]
instance = ec2.describe_instances(InstanceIds=[recovery["ec2InstanceID"]])["Reservations"][0]["Instances"][0]
ec2.terminate_instances(InstanceIds=[recovery["ec2InstanceID"]])
advance(60)
ended = drs.describe_recovery_instances(filters={"sourceServerIDs": [first]})["items"][0]
clean_up = drs.terminate_recovery_instances(recoveryInstanceIDs=[recovery["recoveryInstanceID"]])["job"]["type"]
advance(120)
drs.delete_job(jobID=job)
role = sts.assume_role(RoleArn="arn:aws:iam::444455556666:role/RecoveryOperator", RoleSessionName="boto3")["Credentials"]
other = boto3.client(
    "sts",
    **{
        **SETTINGS,
        "aws_access_key_id": role["AccessKeyId"],
        "aws_secret_access_key": role["SecretAccessKey"],
        "aws_session_token": role["SessionToken"],
    },
)

print(
    json.dumps(
        {
            "servers": len(servers),
            "tags": drs.list_tags_for_resource(resourceArn=arn)["tags"],
            "replicationSubnet": drs.get_replication_configuration(sourceServerID=first)["stagingAreaSubnetId"],
            "job": [done["status"], done["participatingServers"][0]["launchStatus"]],
            "log": log,
            "instance": [instance["State"]["Name"], instance["InstanceType"], instance["PrivateIpAddress"]],
            "instanceTags": {tag["Key"]: tag["Value"] for tag in instance["Tags"]},
            "ended": ended["ec2InstanceState"],
            "cleanUp": clean_up,
            "jobsLeft": len(drs.describe_jobs()["items"]),
            "subnets": [subnet["CidrBlock"] for subnet in ec2.describe_subnets()["Subnets"]],
            "types": len(pages(ec2, "describe_instance_types", "InstanceTypes", PaginationConfig={"PageSize": 50})),
            "quotas": {quota["QuotaCode"]: quota["Value"] for quota in pages(quotas, "list_service_quotas", "Quotas", ServiceCode="drs")},
            "account": other.get_caller_identity()["Account"],
            "refusals": [
                refusal(drs.start_recovery, sourceServers=[{"sourceServerID": "s-00000000000000000"}]),
                refusal(ec2.describe_instances, InstanceIds=["i-00000000000000000"]),
                refusal(quotas.get_service_quota, ServiceCode="drs", QuotaCode="L-00000000"),
                refusal(drs.list_launch_actions, resourceId=first),
            ],
        }
    )
)

#!/usr/bin/env bash
# A drill with nothing but the AWS CLI, against the simulator: lists servers, launches some, follows the job,
# shows the instances, cleans them up and follows that too.
#
#   ./breakwater simulator --port 7701 --speed 60 &
#   examples/aws-cli-drill.sh http://127.0.0.1:7701 shop-web-01 shop-web-02
#
# Exit code: 0 when every server was launched and cleaned up, 1 when not, 2 for a wrong call.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: $0 ENDPOINT SERVER-NAME..." >&2
  exit 2
fi
endpoint=$1
shift

# Any key will do for the simulator. Nothing of the real account's settings may leak in.
export AWS_ACCESS_KEY_ID=simulator AWS_SECRET_ACCESS_KEY=simulator AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1}
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER=''
unset AWS_PROFILE AWS_SESSION_TOKEN

call() {
  aws --endpoint-url "$endpoint" --output text "$@"
}

# Prints a job as it goes, its status and a line for each server, until it is COMPLETED. A job of DRS never fails:
# what counts is the status of each server, so it counts those that have the status which was wanted.
follow() {
  local job=$1 wanted=$2 seen='' now
  while :; do
    now=$(call drs describe-jobs --filters "jobIDs=$job" \
      --query 'items[0].[[[status]], participatingServers[].[sourceServerID, launchStatus]][]')
    if [ "$now" != "$seen" ]; then printf '%s\n' "$now" | sed 's/^/  /'; fi
    seen=$now
    case $now in
      COMPLETED*) break ;;
      None) echo "job $job is not listed" >&2 && exit 1 ;;
    esac
    sleep "${POLL_SECONDS:-5}"
  done
  count=$(printf '%s\n' "$now" | grep -c "$wanted\$" || true)
}

echo '== servers'
servers=$(call drs describe-source-servers \
  --query 'items[].[sourceServerID, tags.Name, dataReplicationInfo.dataReplicationState]')
targets=()
for name in "$@"; do
  line=$(printf '%s\n' "$servers" | awk -v name="$name" '$2 == name')
  if [ -z "$line" ]; then
    echo "no source server is named $name" >&2
    exit 1
  fi
  echo "  $line"
  targets+=("sourceServerID=${line%%$'\t'*}")
done

echo '== drill'
job=$(call drs start-recovery --is-drill --source-servers "${targets[@]}" --query 'job.jobID')
echo "  $job"
follow "$job" LAUNCHED
launched=$count

echo '== instances'
ids=$(call drs describe-recovery-instances --filters '{}' --query "items[?jobID=='$job'].recoveryInstanceID")
if [ -n "$ids" ]; then
  # shellcheck disable=SC2086 # one argument for each id
  call ec2 describe-instances --instance-ids $ids \
    --query 'Reservations[].Instances[].[InstanceId, State.Name, PrivateIpAddress]' | sed 's/^/  /'

  echo '== clean-up'
  # shellcheck disable=SC2086
  cleanup=$(call drs terminate-recovery-instances --recovery-instance-ids $ids --query 'job.jobID')
  echo "  $cleanup"
  follow "$cleanup" TERMINATED
fi

echo "== $launched of $# launched, ${count:-0} cleaned up"
[ "$launched" -eq $# ] && [ "$count" -eq $# ]

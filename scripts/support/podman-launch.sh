#!/bin/sh
# Becomes a program of the Podman layer: `podman-launch.sh ENGINE_ROOT LAYER EMPTY_FOLDER PROGRAM ARGUMENT…`, run in a fresh mount
# namespace. The layer's /usr and /etc lie over the machine's; all else stays, so paths mean the same inside and outside.
set -eu
root=$1
layer=$2
place=$3
shift 3

mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$layer/upper:$root" "$place"
# Why: crun refuses a machine that mounts both generations of control groups.
umount -l /sys/fs/cgroup/unified 2> /dev/null || true
mount --bind "$place/usr" /usr
mount --bind "$place/etc" /etc
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec "$@"

#!/bin/sh
# Fills FOLDER with what Podman and Buildah add to the Debian of the Docker engine: `podman-layer.sh ENGINE_ROOT FOLDER APT_SETTINGS_FILE`.
# Runs in a mount namespace of its own, so nothing it mounts outlives it; the engine's root stays as it is.
set -eu
root=$1
folder=$2
settings=$3

mkdir -p "$folder/upper" "$folder/work" "$folder/all"
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$folder/all"
all=$folder/all
cp "$settings" "$all/etc/apt/apt.conf.d/99host"
cat /etc/resolv.conf > "$all/etc/resolv.conf"
mount -t proc proc "$all/proc"
mount -t tmpfs tmpfs "$all/var/lib/apt/lists"
mount -t tmpfs tmpfs "$all/var/cache/apt"
export DEBIAN_FRONTEND=noninteractive
chroot "$all" apt-get update -q
chroot "$all" apt-get install -q -y --no-install-recommends podman buildah crun
rm "$all/etc/apt/apt.conf.d/99host"
umount "$all/var/cache/apt" "$all/var/lib/apt/lists" "$all/proc" "$all"
rm -r "$folder/work" "$all"

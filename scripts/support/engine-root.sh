#!/bin/sh
# Fills FOLDER with a small Debian that holds a Docker engine, its client and buildx: `engine-root.sh FOLDER APT_SETTINGS_FILE`.
# Runs in a mount namespace of its own, so nothing it mounts outlives it.
set -eu
folder=$1
settings=$2
mirror=http://deb.debian.org/debian
scripts=/usr/share/debootstrap/scripts

# Forky first: it changes less often than sid, and both hold the same engine.
for suite in forky sid; do
  rm -rf "$folder"
  # Why: an older debootstrap knows no script for a newer suite; every suite of today uses sid's.
  script=$scripts/$suite
  [ -e "$script" ] || script=$scripts/sid
  if debootstrap --variant=minbase --include=ca-certificates,iptables "$suite" "$folder" "$mirror" "$script"; then
    installed=$suite
    break
  fi
  echo "engine-root: $suite could not be unpacked" >&2
done
[ -n "${installed:-}" ] || exit 1

cp "$settings" "$folder/etc/apt/apt.conf.d/99host"
# Nothing that the packages bring may start on this machine.
printf '#!/bin/sh\nexit 101\n' > "$folder/usr/sbin/policy-rc.d"
chmod 755 "$folder/usr/sbin/policy-rc.d"
echo force-unsafe-io > "$folder/etc/dpkg/dpkg.cfg.d/unsafe-io"
cat /etc/resolv.conf > "$folder/etc/resolv.conf"
mount -t proc proc "$folder/proc"
export DEBIAN_FRONTEND=noninteractive
chroot "$folder" apt-get update -q
# apparmor: where the kernel confines containers, the daemon must be able to load its profile.
chroot "$folder" apt-get install -q -y --no-install-recommends docker.io docker-cli docker-buildx apparmor
chroot "$folder" apt-get clean
umount "$folder/proc"
rm -rf "$folder"/var/lib/apt/lists/* "$folder/etc/apt/apt.conf.d/99host"
# The daemon finds these as mount points; the bundle of the machine is copied in at each start.
mkdir -p "$folder/old" "$folder/var/lib/docker"

#!/bin/sh
# Becomes dockerd inside the engine's own root: `engine-launch.sh ROOT DATA SOCKETS DOCKERD_ARGUMENT…`, run in fresh mount and
# process namespaces. Exit code 75: another engine holds the data folder.
set -eu
root=$1
data=$2
sockets=$3
shift 3

# The lock lives as long as any process of the engine does.
exec 9> "$data/lock"
flock --nonblock 9 || exit 75

mount --make-rprivate /
# Why: dockerd must see its root as a mount; in a plain chroot it cannot import images.
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/run/sockets" "$root/run/host" "$data/docker"
mount --bind "$data/docker" "$root/var/lib/docker"
mount --bind "$sockets" "$root/run/sockets"
# Several engines share the root, so what belongs to this machine is mounted, not copied.
cat /etc/resolv.conf > "$root/run/host/resolv.conf"
mount --bind "$root/run/host/resolv.conf" "$root/etc/resolv.conf"
for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
  if [ -s "$bundle" ]; then
    cat "$bundle" > "$root/run/host/ca-certificates.crt"
    mount --bind "$root/run/host/ca-certificates.crt" "$root/etc/ssl/certs/ca-certificates.crt"
    break
  fi
done
unset SSL_CERT_FILE SSL_CERT_DIR
cd "$root"
pivot_root . old
umount -l /old
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec dockerd "$@"

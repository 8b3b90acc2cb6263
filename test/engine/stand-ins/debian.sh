#!/bin/sh
# Makes the root folder of a stand-in for one Debian image: `debian.sh SUITE MIRROR FOLDER` fills FOLDER/full and FOLDER/slim.
# The layout follows the official images: minimal variant, deb822 sources, apt that keeps no archives, no service starts.
set -eu
suite=$1
mirror=$2
folder=$3

full=$folder/full
slim=$folder/slim
mkdir -p "$folder"

# Why: an older debootstrap knows no script for a newer suite; every suite of today uses sid's.
scripts=/usr/share/debootstrap/scripts
script=$scripts/$suite
[ -e "$script" ] || script=$scripts/sid
debootstrap --variant=minbase "$suite" "$full" "$mirror" "$script"

rm -rf "$full"/var/lib/apt/lists/* "$full"/var/cache/apt/*.bin "$full"/var/cache/apt/archives/*.deb
rm -rf "$full"/var/cache/ldconfig/aux-cache "$full"/var/log/bootstrap.log "$full"/var/log/alternatives.log
rm -f "$full"/var/log/apt/* "$full"/var/log/dpkg.log "$full"/etc/apt/sources.list "$full"/etc/hostname "$full"/etc/resolv.conf
: > "$full/etc/machine-id"

cat > "$full/etc/apt/sources.list.d/debian.sources" <<SOURCES
Types: deb
URIs: http://deb.debian.org/debian
Suites: $suite $suite-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: $suite-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES

# Downloaded packages leave nothing behind: the reason why `apt-get clean` frees nothing in these images.
cat > "$full/etc/apt/apt.conf.d/docker-clean" <<'CLEAN'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
CLEAN
echo 'Acquire::GzipIndexes "true";' > "$full/etc/apt/apt.conf.d/docker-gzip-indexes"
echo 'Acquire::Languages "none";' > "$full/etc/apt/apt.conf.d/docker-no-languages"
echo 'Apt::AutoRemove::SuggestsImportant "false";' > "$full/etc/apt/apt.conf.d/docker-autoremove-suggests"
echo force-unsafe-io > "$full/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
printf '#!/bin/sh\nexit 101\n' > "$full/usr/sbin/policy-rc.d"
chmod 755 "$full/usr/sbin/policy-rc.d"

# The slim twin: no manuals, no documentation but the copyright files, no translations, now and for packages to come.
cp -a "$full" "$slim"
cat > "$slim/etc/dpkg/dpkg.cfg.d/docker" <<'EXCLUDES'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/groff/*
path-exclude /usr/share/info/*
path-exclude /usr/share/linda/*
path-exclude /usr/share/lintian/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
EXCLUDES
find "$slim/usr/share/doc" ! -type d ! -name copyright -delete
find "$slim/usr/share/doc" -mindepth 1 -type d -empty -delete
for name in groff info linda lintian locale man; do
  [ ! -d "$slim/usr/share/$name" ] || find "$slim/usr/share/$name" -mindepth 1 -delete
done

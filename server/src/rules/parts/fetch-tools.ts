// Packages that fetch, verify or unpack, with the programs they bring. The names are those of Debian, Alpine and Red Hat.

/** Programs by package. */
export const fetchTools: ReadonlyMap<string, readonly string[]> = new Map([
  ['curl', ['curl']],
  ['curl-minimal', ['curl']],
  ['wget', ['wget']],
  ['wget2', ['wget2', 'wget']],
  ['aria2', ['aria2c']],
  ['axel', ['axel']],
  ['git', ['git']],
  ['git-core', ['git']],
  ['git-lfs', ['git', 'git-lfs']],
  ['subversion', ['svn']],
  ['mercurial', ['hg']],
  ['gnupg', ['gpg', 'apt-key', 'gpgconf', 'dirmngr']],
  ['gnupg2', ['gpg', 'gpg2', 'apt-key', 'gpgconf', 'dirmngr']],
  ['gpg', ['gpg', 'apt-key']],
  ['dirmngr', ['gpg', 'dirmngr']],
  ['software-properties-common', ['add-apt-repository', 'apt-add-repository']],
  ['lsb-release', ['lsb_release']],
  ['unzip', ['unzip']],
  ['p7zip-full', ['7z', '7za', '7zr']],
  ['rsync', ['rsync']],
]);

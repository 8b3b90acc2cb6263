// Which environment variables well-known base images set (`Config.Env` of their releases from 2021 to 2026; a name that any
// of them set counts). Values are not kept: they change with each release. Where an image is not listed nothing is known.
import type { ImageName } from './image-tags.ts';

const none: readonly string[] = [];
const java = ['JAVA_HOME', 'JAVA_VERSION', 'JAVA_URL_VERSION', 'JAVA_BASE_URL', 'LANG', 'LANGUAGE', 'LC_ALL'];

const byImage: Readonly<Record<string, readonly string[]>> = {
  'docker.io/library/almalinux': ['LANG'],
  'docker.io/library/alpine': none,
  'docker.io/library/amazoncorretto': java,
  'docker.io/library/amazonlinux': none,
  'docker.io/library/archlinux': ['LANG'],
  'docker.io/library/buildpack-deps': none,
  'docker.io/library/busybox': none,
  'docker.io/library/centos': none,
  'docker.io/library/debian': none,
  'docker.io/library/eclipse-temurin': java,
  'docker.io/library/fedora': ['DISTTAG', 'FGC', 'FBR', 'container'],
  'docker.io/library/golang': ['GOLANG_VERSION', 'GOPATH', 'GOTOOLCHAIN'],
  'docker.io/library/gradle': [...java, 'GRADLE_HOME', 'GRADLE_VERSION'],
  'docker.io/library/httpd': ['HTTPD_PREFIX', 'HTTPD_VERSION', 'HTTPD_SHA256', 'HTTPD_PATCHES'],
  'docker.io/library/maven': [...java, 'MAVEN_HOME', 'MAVEN_CONFIG', 'MAVEN_VERSION'],
  'docker.io/library/nginx': [
    ...['NGINX_VERSION', 'NJS_VERSION', 'NJS_RELEASE', 'PKG_RELEASE', 'DYNPKG_RELEASE', 'ACME_VERSION'],
  ],
  'docker.io/library/node': ['NODE_VERSION', 'YARN_VERSION'],
  'docker.io/library/openjdk': java,
  'docker.io/library/oraclelinux': none,
  'docker.io/library/php': [
    ...['PHPIZE_DEPS', 'PHP_INI_DIR', 'PHP_CFLAGS', 'PHP_CPPFLAGS', 'PHP_LDFLAGS', 'GPG_KEYS', 'PHP_VERSION'],
    ...['PHP_URL', 'PHP_ASC_URL', 'PHP_SHA256', 'PHP_EXTRA_CONFIGURE_ARGS', 'APACHE_CONFDIR', 'APACHE_ENVVARS'],
  ],
  'docker.io/library/postgres': [
    ...['GOSU_VERSION', 'LANG', 'PG_MAJOR', 'PG_VERSION', 'PG_SHA256', 'PGDATA', 'DOCKER_PG_LLVM_DEPS'],
  ],
  'docker.io/library/python': [
    ...['LANG', 'GPG_KEY', 'PYTHON_VERSION', 'PYTHON_SHA256', 'PYTHON_PIP_VERSION', 'PYTHON_SETUPTOOLS_VERSION'],
    ...['PYTHON_GET_PIP_URL', 'PYTHON_GET_PIP_SHA256'],
  ],
  'docker.io/library/rockylinux': none,
  'docker.io/library/ruby': [
    ...['LANG', 'RUBY_VERSION', 'RUBY_MAJOR', 'RUBY_DOWNLOAD_URL', 'RUBY_DOWNLOAD_SHA256', 'GEM_HOME'],
    ...['BUNDLE_SILENCE_ROOT_WARNING', 'BUNDLE_APP_CONFIG'],
  ],
  'docker.io/library/rust': ['CARGO_HOME', 'RUSTUP_HOME', 'RUST_VERSION'],
  'docker.io/library/ubuntu': none,
  'docker.io/rustlang/rust': ['CARGO_HOME', 'RUSTUP_HOME', 'RUST_VERSION'],
  'docker.io/opensuse/leap': none,
  'docker.io/opensuse/tumbleweed': none,
};

/** WORKDIR of well-known base images other than `/`. */
const folders: Readonly<Record<string, string>> = {
  'docker.io/library/golang': '/go',
  'docker.io/library/gradle': '/home/gradle',
  'docker.io/pytorch/pytorch': '/workspace',
};

/** The folder that an image's stage begins in; `/` where nothing else is known. */
export function baseWorkingFolder(reference: ImageName | null): string {
  if (reference === null) return '/';
  const image = `${reference.registry}/${reference.repository}`;
  if (image === 'docker.io/library/php' && /(?:^|-)(?:apache|fpm)(?:-|$)/.test(reference.tag ?? ''))
    return '/var/www/html';
  return folders[image] ?? '/';
}

/** Names that the image sets besides PATH; null where the image is not known. */
export function baseVariables({ registry, repository }: ImageName): readonly string[] | null {
  return byImage[`${registry}/${repository}`] ?? null;
}

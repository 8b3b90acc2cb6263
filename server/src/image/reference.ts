// An image reference and its parts (distribution reference grammar: [registry[:port]/]repository[:tag][@digest]).
// It asks no registry and does not know whether the image exists.

export interface Reference {
  /** As given, trimmed. */
  readonly text: string;
  /** Host with port; `docker.io` where none is written. */
  readonly registry: string;
  /** With `library/` filled in for Docker Hub's official images. */
  readonly repository: string;
  /** Null where none is written (then `latest` is meant, unless there is a digest). */
  readonly tag: string | null;
  /** `sha256:…`; null where none is written. */
  readonly digest: string | null;
}

const digestPattern = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const repositoryPattern = /^[a-z0-9._/-]+$/;
const registryPattern = /^[\w.-]+(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/i;

/** Parses a reference; null where the text is not one. Upper-case repositories are not references. */
export function parseReference(text: string): Reference | null {
  const trimmed = text.trim();
  let rest = trimmed;
  let digest: string | null = null;
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!digestPattern.test(digest)) return null;
  }
  let registry = 'docker.io';
  const slash = rest.indexOf('/');
  const head = slash < 0 ? '' : rest.slice(0, slash);
  if (slash > 0 && (head.includes('.') || head.includes(':') || head === 'localhost' || head.startsWith('['))) {
    if (!registryPattern.test(head)) return null;
    registry = head === 'index.docker.io' || head === 'registry-1.docker.io' ? 'docker.io' : head;
    rest = rest.slice(slash + 1);
  }
  let tag: string | null = null;
  const colon = rest.lastIndexOf(':');
  if (colon >= 0) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!tagPattern.test(tag)) return null;
  }
  if (
    !repositoryPattern.test(rest) ||
    rest.split('/').some((part) => !/^[a-z0-9]/.test(part) || !/[a-z0-9]$/.test(part))
  )
    return null;
  const repository = registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return { text: trimmed, registry, repository, tag, digest };
}

/** The shortest form people write: no `docker.io/`, no `library/`. */
export function formatReference({ registry, repository, tag, digest }: Omit<Reference, 'text'>): string {
  const name =
    registry === 'docker.io'
      ? repository.startsWith('library/')
        ? repository.slice('library/'.length)
        : repository
      : `${registry}/${repository}`;
  return `${name}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

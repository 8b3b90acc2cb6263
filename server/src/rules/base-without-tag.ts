// A name without a tag means `latest`, which is another image on another day: builds stop being repeatable, and a new major
// version comes in unasked. Which tag is right only its owner knows, so there is no fix. Where a variable may hold the tag,
// nothing is said, nor of distroless images, which have the release in their name and no other tags.
import { writtenBases } from './parts/written-base.ts';
import type { Rule } from './rule.ts';

export const baseWithoutTag: Rule = {
  meta: {
    id: 'base-without-tag',
    summary: 'A base image is named without tag and digest',
    group: 'base-image',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3006', 'trivy:DS-0001', 'checkov:CKV_DOCKER_7', 'semgrep:missing-image-version'],
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  },
  *checkFile(snapshot) {
    for (const { facts, span, name, tag, digest, mayVary } of writtenBases(snapshot))
      if (tag === null && digest === null && !mayVary && !name.startsWith('gcr.io/distroless/'))
        yield { facts, span, message: `${name} has no tag, so each build takes what latest is that day` };
  },
};

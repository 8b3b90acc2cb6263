// `latest` moves: what a build gives depends on the day, and a new major version comes in unasked. A digest beside it pins
// the image, whatever the tag says. Which tag is right only its owner knows, so there is no fix.
import { writtenBases } from './parts/written-base.ts';
import type { Rule } from './rule.ts';

export const baseTaggedLatest: Rule = {
  meta: {
    id: 'base-tagged-latest',
    summary: 'A base image is named by the moving tag latest',
    group: 'base-image',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3007', 'trivy:DS-0001', 'checkov:CKV_DOCKER_7', 'semgrep:avoid-latest-version'],
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  },
  *checkFile(snapshot) {
    for (const { facts, span, name, tag, digest } of writtenBases(snapshot))
      if (tag === 'latest' && digest === null)
        yield { facts, span, message: `${name}:latest is another image on another day` };
  },
};

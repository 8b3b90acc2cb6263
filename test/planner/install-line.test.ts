// The RUN that a plan adds for packages, in the words of the base's own manager.
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { installLine } from '../../server/src/planner/install-line.ts';
import { viewStage } from '../../server/src/planner/stage-view.ts';

function lineFor(...lines: readonly string[]): string {
  return installLine(viewStage(buildSnapshot(parseDockerfile(lines.join('\n')))), ['git', 'curl']);
}

test.each([
  [
    ['FROM debian:12'],
    'RUN apt-get update && apt-get install -y --no-install-recommends curl git && rm -rf /var/lib/apt/lists/*',
  ],
  [['FROM alpine:3.20'], 'RUN apk add --no-cache curl git'],
  [['FROM fedora:40'], 'RUN dnf install -y curl git && dnf clean all'],
  [
    ['FROM registry.access.redhat.com/ubi9/ubi-minimal', 'RUN microdnf install -y make'],
    'RUN microdnf install -y curl git && microdnf clean all',
  ],
  [['FROM centos:7', 'RUN yum install -y make'], 'RUN yum install -y curl git && yum clean all'],
])('%j', (lines, expected) => {
  expect(lineFor(...lines)).toBe(expected);
});

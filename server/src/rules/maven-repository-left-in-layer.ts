// Maven and Leiningen keep every dependency and every plugin in the user's local repository: what the jar needs is in the jar,
// the rest serves the build. Reported where the layer ships; where Maven itself is what starts, it is wanted.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const mavenRepositoryLeftInLayer: Rule = {
  meta: {
    id: 'maven-repository-left-in-layer',
    summary: 'Maven leaves its local repository in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://maven.apache.org/guides/introduction/introduction-to-repositories.html'],
  },
  ...leftCacheRule({
    ids: ['maven'],
    keeps: 'the local repository stays',
    cleanTitle: 'Empty the local repository in the same layer',
    mountTitle: 'Mount a cache at the local repository',
  }),
};

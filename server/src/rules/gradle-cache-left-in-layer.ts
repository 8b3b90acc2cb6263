// Gradle keeps dependencies, its own distribution (wrapper), compiled scripts and daemon logs in the user's Gradle home: only a
// build reads them. Reported where the layer ships; where Gradle itself is what starts, they are wanted.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const gradleCacheLeftInLayer: Rule = {
  meta: {
    id: 'gradle-cache-left-in-layer',
    summary: 'Gradle leaves its home in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.gradle.org/current/userguide/directory_layout.html#dir:gradle_user_home'],
  },
  ...leftCacheRule({
    ids: ['gradle'],
    keeps: 'Gradle keeps its caches',
    cleanTitle: "Empty Gradle's home in the same layer",
    mountTitle: "Mount a cache at Gradle's home",
  }),
};

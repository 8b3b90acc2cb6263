// A RUN of our own that installs system packages as the base's own manager does, leaving nothing of it behind. It does not know
// which packages are needed.
import { systemInstalls, type StageView } from './stage-view.ts';

/** Names are those of the base's distribution; at least one. */
export function installLine({ base, units }: StageView, packages: readonly string[]): string {
  const names = [...packages].sort().join(' ');
  switch (base?.manager) {
    case 'apk':
      return `RUN apk add --no-cache ${names}`;
    case 'dnf': {
      // Why the author's: minimal images have microdnf alone, old ones yum.
      const tool = units.flatMap(({ steps }) => steps.flatMap((step) => systemInstalls(step)))[0]?.manager ?? 'dnf';
      return `RUN ${tool} install -y ${names} && ${tool} clean all`;
    }
    default:
      return `RUN apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`;
  }
}

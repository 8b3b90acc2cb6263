// Which Dockerfiles are taken for development, and that findings of weight are softer there.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { isForDevelopment } from '../../server/src/rules/parts/development-file.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';

const body = 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n';
const isOne = (path: string | null, end = ''): boolean =>
  isForDevelopment(buildSnapshot(parseDockerfile(body + end), { path }));

describe('a file for development', () => {
  test.each(['/p/Dockerfile.dev', '/p/dev.Dockerfile', '/p/Dockerfile-test', '/p/.devcontainer/Dockerfile', '/p/Dockerfile.CI'])(
    'is known by its path: %s',
    (path) => {
      expect(isOne(path)).toBe(true);
    },
  );
  test.each(['/p/Dockerfile', '/p/Dockerfile.prod', '/dev/Dockerfile', '/test/p/Dockerfile.devices', '/.github/a/b/c/Dockerfile', null])(
    'is not taken for one: %s',
    (path) => {
      expect(isOne(path)).toBe(false);
    },
  );
  test.each(['CMD ["bash"]', 'CMD /bin/zsh -l', 'CMD ["jupyter", "lab"]', 'ENTRYPOINT ["sleep", "infinity"]', 'CMD tail -f /dev/null'])(
    'is known by what it starts: %s',
    (end) => {
      expect(isOne(null, end)).toBe(true);
    },
  );
  test.each(['CMD ["bash", "run.sh"]', 'CMD ["sh", "-c", "serve"]', 'CMD ["sleep", "10"]', 'ENTRYPOINT ["serve"]\nCMD ["bash"]'])(
    'is not taken for one by: %s',
    (end) => {
      expect(isOne(null, end)).toBe(false);
    },
  );
  test('has findings of weight one level lower, unless the settings name them', () => {
    const severity = (path: string, rules = {}): unknown =>
      runAllRules(buildSnapshot(parseDockerfile(body), { path }), { rules }).find(
        ({ rule }) => rule === 'apt-lists-left-in-layer',
      )?.severity;
    expect(severity('/p/Dockerfile')).toBe('warning');
    expect(severity('/p/Dockerfile.dev')).toBe('info');
    expect(severity('/p/Dockerfile.dev', { 'apt-lists-left-in-layer': 'warning' })).toBe('warning');
  });
});

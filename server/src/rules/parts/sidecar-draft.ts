// The draft of a service that takes one stack of an image over: its Dockerfile and its entry for compose. A draft, because
// the code that calls the stack has to move too; what is to be done is said in it.
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Stack } from './preprocessing-stacks.ts';
import { shippedPython } from './python-environment.ts';
import { shippedBase } from './shipped-base.ts';

/** Port of the drafted service. */
const port = 8001;

/** The image's own base where it is Python's on Debian, whose names the packages have; else Python's slim image. */
function baseFor(snapshot: Snapshot): string {
  const reference = shippedBase(snapshot)?.reference;
  if (reference?.repository !== 'library/python' || reference.tag === null || reference.tag.includes('alpine'))
    return 'python:3.13-slim';
  return `python:${reference.tag}`;
}

/** What serves the stack, and the stack itself, at the versions that the image has pinned. */
function requirementsOf(snapshot: Snapshot, { python }: Stack): readonly string[] {
  const { packages } = shippedPython(snapshot);
  return ['fastapi', 'uvicorn', ...python].map((name) => {
    const pinned = /==\s*([\w.]+)/.exec(packages.get(name)?.version ?? '')?.[1];
    return pinned === undefined ? name : `${name}==${pinned}`;
  });
}

/** Text of `Dockerfile.<stack>`. */
export function draftDockerfile(snapshot: Snapshot, stack: Stack): string {
  const { name, system } = stack;
  const lines = [
    `# Draft: ${name} as a service of its own. Move the code that uses it to ${name}/service.py, with an app that answers on port ${String(port)};`,
    '# then take its packages out of the image of the model, which calls this service instead.',
    `FROM ${baseFor(snapshot)}`,
  ];
  if (system.length > 0)
    lines.push(
      'RUN apt-get update \\',
      ` && apt-get install -y --no-install-recommends ${system.join(' ')} \\`,
      ' && rm -rf /var/lib/apt/lists/*',
    );
  lines.push(
    `RUN pip install --no-cache-dir ${requirementsOf(snapshot, stack).join(' ')}`,
    'WORKDIR /app',
    `COPY ${name} ./${name}`,
    'USER 10001',
    `EXPOSE ${String(port)}`,
    `CMD ["uvicorn", "${name}.service:app", "--host", "0.0.0.0", "--port", "${String(port)}"]`,
    '',
  );
  return lines.join('\n');
}

/** Text of `compose.<stack>.yaml`, which goes on top of the project's own. */
export function draftCompose({ name }: Stack): string {
  return [
    `# Draft: docker compose -f compose.yaml -f compose.${name}.yaml up`,
    'services:',
    `  ${name}:`,
    '    build:',
    '      context: .',
    `      dockerfile: Dockerfile.${name}`,
    '    expose:',
    `      - "${String(port)}"`,
    '    restart: unless-stopped',
    '',
  ].join('\n');
}

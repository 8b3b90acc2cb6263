// Ways to a daemon that is not on this machine's socket, made on loopback: a door with TLS that wants a client's certificate, and
// an ssh server of the test's own. Each gives the environment that a user would have.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createServer } from 'node:tls';
import { startChild } from '../../../scripts/support/child.ts';
import type { Engine } from '../../../scripts/support/engine-run.ts';

export interface Door {
  readonly env: NodeJS.ProcessEnv;
  readonly close: () => Promise<void>;
}

function makeCertificates(folder: string): void {
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  mkdirSync(folder);
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=ca',
  );
  for (const [name, extension] of [
    ['server', 'subjectAltName=IP:127.0.0.1'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    const [key, request, cert] =
      name === 'client' ? ['key.pem', 'csr', 'cert.pem'] : ['s-key.pem', 'csr', 's-cert.pem'];
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', request, '-subj', `/CN=${name}`);
    writeFileSync(path.join(folder, 'extension'), extension);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial'];
    openssl('x509', '-req', '-in', request, ...authority, '-out', cert, '-extfile', 'extension');
  }
}

/** TLS on loopback in front of the engine's socket; only the client whose certificate it made may in. */
export async function openTlsDoor(engine: Engine, folder: string): Promise<Door> {
  makeCertificates(folder);
  const read = (name: string): Buffer => readFileSync(path.join(folder, name));
  const server = createServer(
    {
      cert: read('s-cert.pem'),
      key: read('s-key.pem'),
      ca: read('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (inside) => {
      const daemon = connect(engine.socketPath);
      for (const socket of [inside, daemon]) socket.on('error', () => undefined);
      inside.pipe(daemon).pipe(inside);
      inside.on('close', () => daemon.destroy());
      daemon.on('close', () => inside.destroy());
    },
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const host = `tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    env: { ...engine.env, DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const sshd = '/usr/sbin/sshd';

/** Why no ssh server can be started here; null where one can. */
export const withoutSsh = existsSync(sshd) ? null : 'openssh-server is not installed';

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** An ssh server on loopback with keys of its own, and an `ssh` first on the PATH that knows them. */
export async function openSshDoor(engine: Engine, folder: string): Promise<Door> {
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  mkdirSync('/run/sshd', { recursive: true });
  const at = (name: string): string => path.join(folder, name);
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)], { stdio: 'ignore' });
  const port = await freePort();
  const server = [
    `Port ${String(port)}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('user.pub')}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'UsePAM no',
    `PidFile ${at('pid')}`,
    `SetEnv "PATH=${engine.env['PATH'] ?? ''}" "DOCKER_HOST=unix://${engine.socketPath}"`,
  ];
  writeFileSync(at('sshd_config'), `${server.join('\n')}\n`);
  writeFileSync(at('known'), `[127.0.0.1]:${String(port)} ${readFileSync(at('host.pub'), 'utf8')}`);
  const client = ['Host *', `IdentityFile ${at('user')}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${at('known')}`];
  writeFileSync(at('ssh_config'), `${client.join('\n')}\n`);
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${at('ssh_config')}' "$@"\n`);
  chmodSync(at('bin/ssh'), 0o755);
  const child = startChild(sshd, ['-D', '-e', '-f', at('sshd_config')]);
  const end = Date.now() + 30_000;
  while (!existsSync(at('pid'))) {
    if (Date.now() > end) throw new Error(`sshd did not start: ${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const host = `ssh://root@127.0.0.1:${String(port)}`;
  const env = { ...engine.env, DOCKER_HOST: host, PATH: `${at('bin')}:${engine.env['PATH'] ?? ''}` };
  return {
    env,
    close: async () => {
      await child.stop();
    },
  };
}

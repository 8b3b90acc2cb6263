// The list of tools whose effects are known. A new tool family is a file in commands/ and a line here.
import { apkTools } from './commands/apk.ts';
import { aptTools } from './commands/apt.ts';
import { archiveTools } from './commands/archives.ts';
import { browserTools } from './commands/browsers.ts';
import { buildTools } from './commands/build-tools.ts';
import { builtinTools } from './commands/builtins.ts';
import { compilerTools } from './commands/compilers.ts';
import { condaTools } from './commands/conda.ts';
import { corepackTools } from './commands/corepack.ts';
import { denoTools } from './commands/deno.ts';
import { dotnetTools } from './commands/dotnet.ts';
import { dpkgTools } from './commands/dpkg.ts';
import { elixirTools } from './commands/elixir.ts';
import { fetchTools } from './commands/fetch.ts';
import { fileTools } from './commands/files.ts';
import { findTools } from './commands/find.ts';
import { gitTools } from './commands/git.ts';
import { goAndRustTools } from './commands/go-and-rust.ts';
import { javaTools } from './commands/java.ts';
import { modelTools } from './commands/models.ts';
import { nodeTools } from './commands/node.ts';
import { pacmanTools } from './commands/pacman.ts';
import { phpTools } from './commands/php.ts';
import { pipTools } from './commands/pip.ts';
import { pythonProjectTools } from './commands/python-projects.ts';
import { pythonTools } from './commands/python.ts';
import { rpmTools } from './commands/rpm.ts';
import { rubyTools } from './commands/ruby.ts';
import { systemTools } from './commands/system.ts';
import { userTools } from './commands/users.ts';
import { uvTools } from './commands/uv.ts';
import { zypperTools } from './commands/zypper.ts';
import type { Tool } from './effect.ts';

export const tools: readonly Tool[] = [
  ...[...builtinTools, ...fileTools, ...findTools, ...archiveTools],
  ...[...aptTools, ...dpkgTools, ...apkTools, ...rpmTools, ...zypperTools, ...pacmanTools],
  ...[...pipTools, ...uvTools, ...pythonProjectTools, ...pythonTools, ...condaTools, ...modelTools],
  ...[...corepackTools, ...browserTools, ...denoTools, ...rubyTools, ...phpTools, ...elixirTools, ...dotnetTools],
  ...[...nodeTools, ...goAndRustTools, ...javaTools],
  ...[...fetchTools, ...gitTools, ...buildTools, ...compilerTools],
  ...[...userTools, ...systemTools],
];

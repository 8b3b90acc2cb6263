// Packages of distributions that serve to build: compilers, build systems, headers. Debian's by the catalogue, others by
// their names. Small helpers that weigh next to nothing are left out.
import type { PackageManager } from '../../effects/effect.ts';
import { closureBytes, runtimeHalf, toolClass } from '../../knowledge/debian-packages.ts';

/** Below this a tool is not worth a word. */
const smallBytes = 10_000_000;

const byName: Readonly<Partial<Record<PackageManager, RegExp>>> = {
  apk: /^(?:build-base|alpine-sdk|gcc|g\+\+|clang\d*|make|cmake|ninja|cargo|rust|go|linux-headers|\w[\w+.-]*-dev)$/,
};
const rpm = /^(?:gcc|gcc-c\+\+|clang|make|cmake|ninja-build|cargo|rust|golang|[\w+.-]*-devel)$/;

/** True for a package that is of use to build only, and of weight. */
export function isBuildPackage(manager: PackageManager, name: string): boolean {
  switch (manager) {
    case 'apt':
      return isDebianBuildPackage(name);
    case 'apk':
      return byName.apk?.test(name) === true && !name.startsWith('.');
    case 'dnf':
    case 'yum':
    case 'microdnf':
    case 'tdnf':
    case 'zypper':
      return rpm.test(name);
    default:
      return false;
  }
}

/** Pure Python: what they draw in is the interpreter, which runs the program too. */
const pythonHelpers = /^python3-(?:setuptools|wheel|build|venv|virtualenv)$/;

function isDebianBuildPackage(name: string): boolean {
  if (pythonHelpers.test(name)) return false;
  const plain = name.replace(/-\d+(?:\.\d+)*$/, '');
  if (toolClass(name) === 'build' || toolClass(plain) === 'build')
    return (closureBytes(name) ?? closureBytes(plain) ?? smallBytes) >= smallBytes;
  return (
    name.endsWith('-dev') &&
    (runtimeHalf(name, 'debian-12') !== null || name.startsWith('lib') || name.startsWith('python3'))
  );
}

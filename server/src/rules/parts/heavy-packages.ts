// Packages that bring far more than most images use, with the one to install instead. Bytes are those of the package with all
// it needs over a slim Debian 12 base, recommended packages left out, simulated with apt on 2026-11-22.
import type { PackageManager } from '../../effects/effect.ts';

export interface Lean {
  /** The package in its place; null where the advice is another way to have the program. */
  readonly name: string | null;
  readonly bytes: number | null;
  /** What is given up, or how else to have it. */
  readonly note: string;
}

export interface Heavy {
  readonly bytes: number | null;
  readonly leaner: readonly Lean[];
  /** The lean one lacks what draws windows: silent in an image that has a display. */
  readonly headless: boolean;
}

const mb = (millions: number): number => millions * 1_000_000;

const noWindows = 'it draws no windows';

function jdk(prefix: string): Heavy {
  return {
    bytes: mb(594),
    leaner: [
      { name: `${prefix}-jdk-headless`, bytes: mb(308), note: noWindows },
      { name: `${prefix}-jre-headless`, bytes: mb(229), note: 'it runs programs and compiles none' },
    ],
    headless: true,
  };
}

function jre(prefix: string): Heavy {
  return {
    bytes: mb(512),
    leaner: [{ name: `${prefix}-jre-headless`, bytes: mb(229), note: noWindows }],
    headless: true,
  };
}

function swap(bytes: number, name: string, lean: number, note: string, headless = false): Heavy {
  return { bytes: mb(bytes), leaner: [{ name, bytes: mb(lean), note }], headless };
}

function otherwise(bytes: number | null, note: string): Heavy {
  return { bytes: bytes === null ? null : mb(bytes), leaner: [{ name: null, bytes: null, note }], headless: false };
}

const desktop = 'nothing in a container shows a desktop: install the programs that are used';

const debian: Readonly<Record<string, Heavy>> = {
  'texlive-full': swap(7234, 'texlive-latex-recommended', 212, 'add the collections that are used'),
  emacs: swap(497, 'emacs-nox', 306, noWindows, true),
  'emacs-gtk': swap(497, 'emacs-nox', 306, noWindows, true),
  'vim-gtk3': swap(286, 'vim-tiny', 2, noWindows, true),
  'vim-nox': swap(113, 'vim-tiny', 2, 'it runs no scripts'),
  gnuplot: swap(453, 'gnuplot-nox', 69, noWindows, true),
  'libreoffice-writer': swap(429, 'libreoffice-writer-nogui', 369, noWindows, true),
  'libreoffice-calc': swap(439, 'libreoffice-calc-nogui', 383, noWindows, true),
  'libreoffice-impress': swap(410, 'libreoffice-impress-nogui', 352, noWindows, true),
  'locales-all': swap(237, 'locales', 21, 'generate the one that is used; C.UTF-8 is in the base'),
  'qemu-system': swap(504, 'qemu-system-x86', 135, 'add the machines that are used'),
  'mono-complete': swap(333, 'mono-runtime', 65, 'add the libraries that are used'),
  'default-mysql-client': swap(87, 'mariadb-client-core', 23, 'the client program alone'),
  'mariadb-client': swap(87, 'mariadb-client-core', 23, 'the client program alone'),
  'nginx-extras': swap(113, 'nginx', 16, 'add the modules that are used'),
  ansible: swap(342, 'ansible-core', 77, 'add the collections that are used'),
  'git-all': swap(160, 'git', 60, 'the program without mail, web and Subversion'),
  'tesseract-ocr-all': swap(787, 'tesseract-ocr', 94, 'add the languages that are used'),
  mailutils: swap(99, 'bsd-mailx', 16, 'add a way to send'),
  ffmpeg: otherwise(481, 'a static build, copied from an image that has one, is less than half of it'),
  npm: otherwise(213, 'the image node:<version>-slim has node and npm without the compilers that Debian draws in'),
  'python3-opencv': otherwise(847, 'opencv-python-headless from PyPI is a fifth of it'),
};

const desktops =
  /^(?:(?:[xkl]|ed)?ubuntu-(?:gnome-|mate-|budgie-|unity-)?desktop(?:-minimal)?|task-[a-z]+-desktop|gnome|gnome-core|kde-full|kde-standard|kde-plasma-desktop|cinnamon-desktop-environment|mate-desktop-environment)$/;

function debianHeavy(name: string): Heavy | undefined {
  if (Object.hasOwn(debian, name)) return debian[name];
  const java = /^(default|openjdk-\d+)-(jdk|jre)$/.exec(name);
  if (java?.[1] !== undefined) return java[2] === 'jdk' ? jdk(java[1]) : jre(java[1]);
  return desktops.test(name) ? otherwise(null, desktop) : undefined;
}

function redHatHeavy(name: string): Heavy | undefined {
  if (/^java-[\d.]+-openjdk$/.test(name))
    return { bytes: null, leaner: [{ name: `${name}-headless`, bytes: null, note: noWindows }], headless: true };
  if (name === 'glibc-all-langpacks')
    return {
      bytes: null,
      leaner: [{ name: 'glibc-minimal-langpack', bytes: null, note: 'C.UTF-8 is in it' }],
      headless: false,
    };
  if (name === 'vim-enhanced')
    return { bytes: null, leaner: [{ name: 'vim-minimal', bytes: null, note: 'it runs no scripts' }], headless: false };
  return undefined;
}

function alpineHeavy(name: string): Heavy | undefined {
  const java = /^openjdk(\d+)-jre$/.exec(name)?.[1];
  return java === undefined || java === '8'
    ? undefined
    : { bytes: null, leaner: [{ name: `openjdk${java}-jre-headless`, bytes: null, note: noWindows }], headless: true };
}

/** What is known of a heavy package; undefined for one that is none. */
export function heavyPackage(manager: PackageManager, name: string): Heavy | undefined {
  switch (manager) {
    case 'apt':
      return debianHeavy(name);
    case 'apk':
      return alpineHeavy(name);
    case 'dnf':
    case 'yum':
    case 'microdnf':
      return redHatHeavy(name);
    default:
      return undefined;
  }
}

// opencv-python carries Qt and needs the X11 libraries of the system, so that it can open windows. A container has no
// screen: opencv-python-headless is the same library without them. Reported where the package is asked for by name and
// nothing in the project opens a window or starts a display.
import type { Snapshot } from '../facts/snapshot.ts';
import { wheelClosure } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { renamePackageFix } from './parts/drop-package.ts';
import { lineOf } from './parts/places.ts';
import { placeOf, shippedPython } from './parts/python-environment.ts';
import { programWants } from './parts/python-wants.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const withWindows = ['opencv-python', 'opencv-contrib-python'];
/** Debian packages that people install because opencv-python asks for their libraries. */
const displayLibraries =
  /^(?:libgl1(?:-mesa-glx|-mesa-dev)?|libsm6|libxext6|libxrender1|libxrender-dev|libx11-6|libxcb1|libice6|libegl1|ffmpeg)$/;
const screens = /^(?:xvfb|x11vnc|tigervnc.*|novnc|xauth|xorg|x11-apps|fluxbox|openbox|xserver.*|pyqt.*|pyside.*)$/;

const opensWindows: (file: { readonly text: string }) => boolean = remembered(({ text }) =>
  /\b(?:cv2|cv)\.(?:imshow|namedWindow|waitKey|createTrackbar|setMouseCallback|selectROI)\(/.test(text),
);

function hasScreen(snapshot: Snapshot): boolean {
  if (snapshot.config.environment.has('DISPLAY') || snapshot.config.environment.has('QT_QPA_PLATFORM')) return true;
  if (
    ['apt', 'apk', 'dnf'].some((manager) =>
      [...snapshot.target.packages.atEnd(manager)].some((name) => screens.test(name)),
    )
  )
    return true;
  if ([...shippedPython(snapshot).packages.keys()].some((name) => /^(?:pyqt|pyside|kivy|tkinter)/.test(name)))
    return true;
  return [...(snapshot.context?.files ?? [])].some(
    ([path, file]) => path.endsWith('.py') && 'text' in file && opensWindows(file),
  );
}

/** What is installed of the system for windows alone, with its line. */
function librariesFor(snapshot: Snapshot): string {
  for (const facts of shippingChain(snapshot)) {
    const names = facts.commands.flatMap(({ effect }) =>
      effect.installs.flatMap(({ manager, packages }) =>
        manager === 'apt'
          ? packages.map(({ name }) => name).filter((name) => displayLibraries.test(name) && name !== 'ffmpeg')
          : [],
      ),
    );
    const line = lineOf(snapshot, facts);
    if (names.length > 0 && line !== null) return `; ${names.join(', ')} of line ${String(line)} may be for it alone`;
  }
  return '';
}

function headlessTwin(name: string): string {
  return `${name}-headless`;
}

function bytesOf(name: string): number {
  return wheelClosure([name], { cpu: false }).parts.find((part) => part.name === name)?.fileBytes ?? 0;
}

function* checkOpencv(snapshot: Snapshot): Generator<FileFinding> {
  const { packages } = shippedPython(snapshot);
  const name = withWindows.find((each) => packages.has(each));
  const asked = name === undefined ? undefined : packages.get(name);
  // Why: where the headless build is there too, that they are two is the finding.
  if (
    name === undefined ||
    asked === undefined ||
    [...packages.keys()].some((each) => /^opencv-.*-headless$/.test(each))
  )
    return;
  if (hasScreen(snapshot)) return;
  const bytes = bytesOf(name) - bytesOf(headlessTwin(name));
  yield {
    facts: asked.site.facts,
    span: placeOf(asked),
    message: `${name} brings Qt to open windows with; ${headlessTwin(name)} is the same without, about ${formatBytes(bytes)} less${librariesFor(snapshot)}`,
    saving: { bytes, unit: 'file', kind: 'estimated' },
    proof: { name },
  };
}

function fixOpencv(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const name = String(proof['name']);
  const asked = shippedPython(snapshot).packages.get(name);
  if (asked === undefined) return [];
  const fix = renamePackageFix(snapshot, asked, headlessTwin(name), {
    id: 'headless',
    title: `Take ${headlessTwin(name)}`,
  });
  return fix === null ? [] : [{ ...fix, preferred: true }];
}

export const opencvWindowsOnServer: Rule = {
  meta: {
    id: 'opencv-windows-on-server',
    summary: 'OpenCV is installed with its windows in an image that has no screen',
    group: 'dependencies',
    severity: 'info',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pypi.org/project/opencv-python-headless/'],
    wants: programWants,
  },
  checkFile: checkOpencv,
  fix: fixOpencv,
};

// The floor of a header scan: every tar header of the given files is read by position, through a window of 16 KiB, and
// passed over by its size; nothing is kept of it. `read-headers.mjs TIMES FILE…` prints wall-clock and CPU seconds of each time.
import { closeSync, openSync, readSync } from 'node:fs';

const [times, ...paths] = process.argv.slice(2);
const window = Buffer.alloc(16 * 1024);
const runs = [];

function walk(file) {
  for (let at = 0, from = 0, filled = 0; ;) {
    if (at + 512 > from + filled) {
      from = at;
      filled = readSync(file, window, 0, window.length, at);
    }
    const header = at - from;
    if (filled < header + 512 || window[header] === 0) return;
    let size = 0;
    for (let i = header + 124; window[i] >= 48; i++) size = size * 8 + window[i] - 48;
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

while (runs.length < Number(times)) {
  const [cpu, start, files] = [process.cpuUsage(), performance.now(), paths.map((path) => openSync(path))];
  files.forEach((file) => (walk(file), closeSync(file)));
  const [seconds, { user, system }] = [(performance.now() - start) / 1000, process.cpuUsage(cpu)];
  runs.push({ seconds, cpuSeconds: (user + system) / 1e6 });
}
console.log(JSON.stringify({ runs }));

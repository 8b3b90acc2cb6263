// The process entry of a thread that reads and measures one image beside the server, so that typing is not held up by it.
import { createNodeHost } from './host/node-host.ts';
import { serveTask } from './host/node/threads.ts';
import { measureImage, type MeasureTask } from './operations/measure-image.ts';
import type { BuildProgress } from './image/build-outcome.ts';

serveTask((task, place, { signal, tell }) =>
  // Why: the task comes from our own server, whose types are these.
  measureImage(createNodeHost(place), task as MeasureTask, (progress: BuildProgress) => tell(progress), signal),
);

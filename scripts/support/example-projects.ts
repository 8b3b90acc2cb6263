// The projects of examples/ as data: which images each has before and after, and how one is asked whether it still works.
// It builds and measures nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One image of an example. */
export interface ExampleImage {
  readonly side: 'before' | 'after';
  /** Below the example's folder; the folder itself when absent. */
  readonly context?: string;
  /** Below the context; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /** What the table calls it; the Dockerfile's path when absent. */
  readonly name?: string;
  /** `plimsoll split` makes this Dockerfile of `Dockerfile`, with these arguments. */
  readonly split?: readonly string[];
  /** For the container. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The request that both sides must answer alike. */
export interface ExampleQuestion {
  readonly port: number;
  /** Of the URL. */
  readonly path: string;
  /** File with the body of a POST, below the example's folder; GET when absent. */
  readonly body?: string;
}

/** A base that an engine may be unable to pull, and the Dockerfile in `examples/stand-ins` that makes its like. */
export interface ExampleBase {
  readonly tag: string;
  readonly standIn: string;
}

export interface ExampleProject {
  /** Bases beyond those that the test engine has. */
  readonly bases?: readonly ExampleBase[];
  /** The first image of a side is asked; the others of the side run beside it. */
  readonly images: readonly ExampleImage[];
  /** Absent where the images cannot be built with what tests reach: then only the texts are held up to date. */
  readonly ask?: ExampleQuestion;
  /** File below the example's folder that a comment is appended to, to see what a change of the code costs. */
  readonly touch?: string;
}

const root = path.resolve('examples');

/** Names of the examples' folders, sorted. */
export function exampleNames(): readonly string[] {
  return readdirSync(root)
    .filter((name) => existsSync(path.join(root, name, 'example.json')))
    .sort();
}

export function exampleFolder(name: string): string {
  return path.join(root, name);
}

export function readExample(name: string): ExampleProject {
  return JSON.parse(readFileSync(path.join(root, name, 'example.json'), 'utf8')) as ExampleProject;
}

/** Absolute paths of an image's build context and Dockerfile. */
export function imageFiles(name: string, image: ExampleImage): { readonly context: string; readonly file: string } {
  const context = path.join(root, name, image.context ?? '.');
  return { context, file: path.join(context, image.dockerfile ?? 'Dockerfile') };
}

/** Absolute path of the stand-in's Dockerfile. */
export function standInFile({ standIn }: ExampleBase): string {
  return path.join(root, 'stand-ins', standIn);
}

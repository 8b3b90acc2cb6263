// Every test that drives the workbench as a person would. A new one is an entry in a file of this folder, named here.
import type { PageTest } from './page-test.ts';
import { commandTests } from './commands.ts';

export const pageTests: readonly PageTest[] = [...commandTests];

// The list of tools whose effects are known. A new tool family is a file in commands/ and a line here.
import { aptTools } from './commands/apt.ts';
import { builtinTools } from './commands/builtins.ts';
import { fileTools } from './commands/files.ts';
import { pipTools } from './commands/pip.ts';
import type { Tool } from './effect.ts';

export const tools: readonly Tool[] = [...aptTools, ...builtinTools, ...fileTools, ...pipTools];

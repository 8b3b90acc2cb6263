// `plimsoll.changeBuildInputs`: asks again for context, target and build arguments, without building.
import { askBuildInputs } from '../build-inputs.ts';
import { targetDocument } from '../target-document.ts';
import type { CommandContext } from './command-context.ts';

export async function changeBuildInputs({ extension, server }: CommandContext, argument: unknown): Promise<void> {
  const uri = targetDocument(argument);
  if (uri !== undefined) await askBuildInputs(extension.workspaceState, server, uri, { again: true });
}

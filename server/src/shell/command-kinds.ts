// What a command's place in a chain of `&&` and `||` says about its neighbours: whether it only asks, whether it ends
// the script. It looks at names alone.
import { forEachChild, type PipelineNode } from 'unbash';

/** A command that only asks: what follows it after `&&` may not run. */
export function isTest(node: PipelineNode): boolean {
  if (node.type === 'Pipeline')
    return node.prefixes.some((prefix) => prefix.type === 'Negation') || isTest(node.commands.at(-1) ?? node);
  if (node.type === 'TestCommand' || node.type === 'ArithmeticCommand') return true;
  if (node.type !== 'Command') return false;
  const name = node.name?.value ?? '';
  const first = node.suffix.find((one) => one.type === 'Word')?.value ?? '';
  if (name === 'command') return /^-v$/i.test(first);
  if (name === 'grep') return /^-[A-Za-z]*q/.test(first) || first === '--quiet';
  return name === '[' || name === 'test' || name === 'which' || name === 'type' || name === 'hash';
}

/** `exit` and its kin, alone or in a group: after `||` they let the failure through. */
export function endsScript(node: PipelineNode): boolean {
  let ends = node.type === 'Command' && ['exit', 'return', 'false'].includes(node.name?.value ?? '');
  if (node.type === 'BraceGroup' || node.type === 'Subshell') {
    forEachChild(node.body, (statement) => {
      ends ||= statement.type === 'Statement' && statement.command.type !== 'AndOr' && endsScript(statement.command);
    });
  }
  return ends;
}

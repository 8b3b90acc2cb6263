// Scopes of build arguments and environment variables, step by step.
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import {
  enterStage,
  environmentOf,
  expandIn,
  findVariable,
  globalVariables,
  platformValues,
  stepVariables,
  variableValue,
  type VariableState,
} from '../../server/src/dockerfile/variables.ts';

/** The states at the end of each stage. */
function run(
  text: string,
  given: ReadonlyMap<string, string> = new Map(),
  base: ReadonlyMap<string, string> = new Map(),
): readonly VariableState[] {
  const { instructions, stages } = parseDockerfile(text);
  const globals = globalVariables(instructions, given, platformValues('linux/arm64/v8'));
  const ends: VariableState[] = [];
  for (const stage of stages) {
    const parent = stage.base.kind === 'stage' ? (ends[stage.base.stage] ?? null) : null;
    let state = enterStage(globals, parent, base);
    for (const { syntax } of stage.instructions) state = stepVariables(state, syntax);
    ends.push(state);
  }
  return ends;
}

function value(text: string, name: string, given?: ReadonlyMap<string, string>): string | undefined {
  const last = run(text, given).at(-1);
  return last === undefined ? undefined : variableValue(last, name);
}

describe('scopes', () => {
  test.each([
    ['a global ARG is not seen in a stage', 'ARG A=1\nFROM x\n', undefined],
    ['until it is declared there', 'ARG A=1\nFROM x\nARG A\n', '1'],
    ['a default in the stage wins over it', 'ARG A=1\nFROM x\nARG A=2\n', '2'],
    ['global ARGs see those above', 'ARG B=1\nARG A=${B}2\nFROM x\nARG A\n', '12'],
    ['ENV wins over ARG', 'FROM x\nENV A=e\nARG A=a\n', 'e'],
    ['ENV takes ARG', 'FROM x\nARG B=b\nENV A=$B\n', 'b'],
    ['pairs of one ENV see what was before', 'FROM x\nENV B=1\nENV B=2 A=$B\n', '1'],
    ['a later ARG wins', 'FROM x\nARG A=1\nARG A=2\n', '2'],
    ['a declaration without value leaves the value', 'FROM x\nARG A=1\nARG A\n', '1'],
    ['a stage inherits from its parent', 'FROM x AS p\nARG B=1\nENV A=$B\nFROM p\n', '1'],
    ['and not from others', 'FROM x AS p\nENV A=1\nFROM y\n', undefined],
    ['platform arguments are declared like others', 'FROM x\nARG TARGETARCH\nENV A=$TARGETARCH\n', 'arm64'],
    ['legacy ENV', 'FROM x\nENV A b c\n', 'b c'],
    ['undeclared is nothing', 'FROM x\nENV A=[$B]\n', '[]'],
  ])('%s', (_, text, expected) => {
    expect(value(text, 'A')).toBe(expected);
  });

  test('a given build argument wins over every default, and only where it is declared', () => {
    const given = new Map([['A', 'g']]);
    expect(value('ARG A=1\nFROM x\nARG A=2\n', 'A', given)).toBe('g');
    expect(value('FROM x\n', 'A', given)).toBeUndefined();
  });

  test('what depends on the unknown says so', () => {
    const [state] = run('FROM x\nENV PATH=/a:$PATH\nARG B\n');
    if (state === undefined) throw new Error('no stage');
    expect(findVariable(state, 'PATH')).toEqual({ kind: 'envVar', value: '/a:', missing: ['PATH'] });
    expect(findVariable(state, 'B')).toEqual({ kind: 'buildArg', value: null, missing: [] });
    expect(expandIn(state, '$B', '\\')).toEqual({ value: '', missing: ['B'] });
  });

  test('what the base sets is known', () => {
    const [state] = run('FROM x\nENV PATH=/a:$PATH\nARG B=1\n', new Map(), new Map([['PATH', '/bin']]));
    if (state === undefined) throw new Error('no stage');
    expect([...environmentOf(state)].map(([name, variable]) => [name, variable.value])).toEqual([['PATH', '/a:/bin']]);
  });
});

describe('states', () => {
  test('are the same object where nothing changes', () => {
    const { instructions } = parseDockerfile('FROM x\nENV A=1\nRUN b\nENV A=1\nARG B\nARG B\n');
    let state = enterStage(globalVariables(instructions), null);
    const states = instructions.map(({ syntax }) => (state = stepVariables(state, syntax)));
    expect(states.map((one, i) => one === states[i - 1])).toEqual([false, false, true, true, false, true]);
  });

  test('hold hundreds of variables, older states untouched', () => {
    const count = 300;
    const text = `FROM x\n${Array.from({ length: count }, (_, i) => `ENV A${String(i)}=${String(i)} A=${String(i)}\n`).join('')}`;
    const { instructions } = parseDockerfile(text);
    let state = enterStage(globalVariables(instructions), null);
    const states = instructions.map(({ syntax }) => (state = stepVariables(state, syntax)));
    states.forEach((one, i) => {
      expect(variableValue(one, 'A')).toBe(i === 0 ? undefined : String(i - 1));
    });
    expect(environmentOf(state).size).toBe(count + 1);
  });
});

// What the rules on single instructions say, remembered with the facts. Where an instruction only came under other variables,
// the rules that asked for none are not run again.
import { areEqualButVariables } from '../facts/equal-but-variables.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import { variableReads } from '../facts/variable-reads.ts';
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { slot, type Slot } from './parts/remembered.ts';
import { actingFacts } from './parts/triggers.ts';
import type { LocalFinding, Rule } from './rule.ts';

export interface Local {
  readonly rule: Rule;
  readonly finding: LocalFinding;
}

export type Fail = (rule: Rule, error: unknown) => void;

interface Answer {
  readonly facts: InstructionFacts;
  readonly found: readonly Local[];
  /** The rules that asked for a variable. */
  readonly readers: readonly Rule[];
}

interface Memo {
  readonly byFacts: Slot<InstructionFacts, readonly Local[]>;
  /** The last answers to each text, the newest first: one text may stand in several places. */
  readonly bySyntax: Slot<InstructionSyntax, Answer[]>;
}

/** Answers kept to one text. */
const most = 16;

const nothing: readonly never[] = [];
const memos = new WeakMap<readonly Rule[], Memo>();

/** Findings at the instruction, in the order of the rules. `rules` is the same array from call to call. */
export function checkInstruction(rules: readonly Rule[], facts: InstructionFacts, fail: Fail): readonly Local[] {
  let memo = memos.get(rules);
  if (memo === undefined) memos.set(rules, (memo = { byFacts: slot(), bySyntax: slot() }));
  const known = memo.byFacts.get(facts);
  if (known !== undefined) return known;
  let answers = memo.bySyntax.get(facts.syntax);
  if (answers === undefined) memo.bySyntax.set(facts.syntax, (answers = []));
  const alike = answers.findIndex((each) => areEqualButVariables(each.facts, facts));
  const [last] = alike < 0 ? [] : answers.splice(alike, 1);
  const answer = last === undefined ? askAll(rules, facts, fail) : askReaders(last, facts, fail);
  memo.byFacts.set(facts, answer.found);
  answers.unshift(answer);
  if (answers.length > most) answers.pop();
  return answer.found;
}

function askReaders({ found, readers }: Answer, facts: InstructionFacts, fail: Fail): Answer {
  if (readers.length === 0) return { facts, found, readers };
  const again = askAll(readers, facts, fail);
  return { ...again, found: [...found.filter(({ rule }) => !readers.includes(rule)), ...again.found] };
}

function askAll(rules: readonly Rule[], facts: InstructionFacts, fail: Fail): Answer {
  const found: Local[] = [];
  const readers: Rule[] = [];
  const acting = actingFacts(facts);
  for (const rule of rules) {
    if (rule.checkInstruction === undefined) continue;
    const before = variableReads();
    try {
      for (const finding of rule.checkInstruction(acting)) found.push({ rule, finding });
    } catch (error) {
      fail(rule, error);
    }
    if (variableReads() !== before) readers.push(rule);
  }
  return { facts, found: found.length === 0 ? nothing : found, readers: readers.length === 0 ? nothing : readers };
}

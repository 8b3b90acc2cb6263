// Answers kept with the object they are about. Facts and commands stay the same objects while their text and the state
// before them do, so a keystroke asks again only for what it changed.

import { noteVariableRead, variableReads } from '../../facts/variable-reads.ts';

/** Why not a WeakMap for each question: a hundred of them cost more to look into, and to collect, than all the questions. */
const answersKey = Symbol('answers');

interface Answered {
  readonly [answersKey]?: unknown[];
}

/** An answer that is undefined, so that it is not asked for again. */
const nothing = Symbol('nothing');

/** An answer that rests on a variable: whoever is given it has read one too. */
class OfVariables {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

let questions = 0;

/** The answers known of an object, by question. Not enumerable: a copy of the object is another one, and has its own. */
function answersOf(key: Answered): unknown[] {
  const known = key[answersKey];
  if (known !== undefined) return known;
  const answers: unknown[] = [];
  Object.defineProperty(key, answersKey, { value: answers });
  return answers;
}

/** One value at each object, for what is put there rather than computed from the object alone. */
export interface Slot<K extends object, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

export function slot<K extends object, V>(): Slot<K, V> {
  const question = questions++;
  return {
    get: (key) => answersOf(key)[question] as V | undefined,
    set: (key, value) => {
      answersOf(key)[question] = value;
    },
  };
}

/** `compute`, asked once for each object. It must depend on nothing else. */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const question = questions++;
  return (key) => {
    const answers = answersOf(key);
    const known = answers[question];
    if (known instanceof OfVariables) {
      noteVariableRead();
      return known.value as V;
    }
    if (known !== undefined) return (known === nothing ? undefined : known) as V;
    const before = variableReads();
    const value = compute(key);
    answers[question] = variableReads() !== before ? new OfVariables(value) : value === undefined ? nothing : value;
    return value;
  };
}

/**
 * `compute`, asked again for an object only when what it is seen beside (a build context, the copies before it) is another
 * than the last time. It must depend on these two alone.
 */
export function rememberedBeside<K extends object, B, V>(compute: (key: K, beside: B) => V): (key: K, beside: B) => V {
  const last = remembered((): { beside: B; value: V } | { beside: typeof nothing } => ({ beside: nothing }));
  return (key, beside) => {
    const answer = last(key);
    if (answer.beside === beside && 'value' in answer) return answer.value;
    const value = compute(key, beside);
    Object.assign(answer, { beside, value });
    return value;
  };
}

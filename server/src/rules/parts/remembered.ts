// Answers kept with the object they are about. Facts and commands stay the same objects while their text and the state
// before them do, so a keystroke asks again only for what it changed.

/** `compute`, asked once for each object. It must depend on nothing else. */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const answers = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = { value: compute(key) };
      answers.set(key, answer);
    }
    return answer.value;
  };
}

/**
 * `compute`, asked again for an object only when what it is seen beside (a build context, the copies before it) is another
 * than the last time. It must depend on these two alone.
 */
export function rememberedBeside<K extends object, B, V>(compute: (key: K, beside: B) => V): (key: K, beside: B) => V {
  const answers = new WeakMap<K, { readonly beside: B; readonly value: V }>();
  return (key, beside) => {
    let answer = answers.get(key);
    if (answer?.beside !== beside) {
      answer = { beside, value: compute(key, beside) };
      answers.set(key, answer);
    }
    return answer.value;
  };
}

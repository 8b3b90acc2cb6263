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

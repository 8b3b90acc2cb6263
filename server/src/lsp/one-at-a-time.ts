// Runs a piece of work for a key one at a time: asked for while it runs, it runs once more, however often it was asked.

/** The work as it should be asked for. What is returned settles when all that was asked for so far is done. */
export function oneAtATime(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const askedAgain = new Set<string>();

  async function run(key: string): Promise<void> {
    try {
      await work(key);
      while (askedAgain.delete(key)) await work(key);
    } finally {
      running.delete(key);
      askedAgain.delete(key);
    }
  }

  return (key) => {
    const known = running.get(key);
    if (known !== undefined) {
      askedAgain.add(key);
      return known;
    }
    // Why in a turn of its own: work that asks for itself at once must find that it is running.
    const done = Promise.resolve().then(() => run(key));
    running.set(key, done);
    return done;
  };
}

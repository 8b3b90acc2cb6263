// What a registry asks for when it answers 401: the schemes and parameters of `WWW-Authenticate` (RFC 9110, section 11).
// Reading only; what is done about it is token.ts's matter.

export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** One part at a time: a parameter with its value quoted or plain, or the name of a scheme. */
const part = /[\s,]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))|([\w!#$%&'*+.^`|~-]+)(?=[\s,]|$))/y;

/** The challenges of the header, in order; what cannot be read ends the list. A header of any length is read in linear time. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = header.slice(0, 8192);
  part.lastIndex = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const [, name, quoted, plain, scheme] = found;
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else if (name !== undefined) {
      const value = quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1');
      challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
  }
  return challenges;
}

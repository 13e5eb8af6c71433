/** Keeps the answer of a function for each version of Docker that was asked about. */
export function oncePerVersion<T>(compute: (version: string | undefined) => T): (version: string | undefined) => T {
  const known = new Map<string | undefined, T>();
  return (version) => {
    let answer = known.get(version);
    if (answer === undefined) {
      answer = compute(version);
      known.set(version, answer);
    }
    return answer;
  };
}

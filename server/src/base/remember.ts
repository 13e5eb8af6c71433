/** Makes a function of an object remember its answers as long as the object lives. For answers that never change with anything else. */
export function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let answer = known.get(key);
    if (!answer) {
      answer = { value: compute(key) };
      known.set(key, answer);
    }
    return answer.value;
  };
}

/** The same where more than the object decides: its last answer is given again while the other arguments are the same ones. */
export function lastPer<K extends object, A extends readonly unknown[], V>(
  compute: (key: K, ...others: A) => V,
): (key: K, ...others: A) => V {
  const known = new WeakMap<K, { readonly others: A; readonly value: V }>();
  return (key, ...others) => {
    let answer = known.get(key);
    if (!answer || answer.others.length !== others.length || answer.others.some((other, index) => other !== others[index])) {
      answer = { others, value: compute(key, ...others) };
      known.set(key, answer);
    }
    return answer.value;
  };
}

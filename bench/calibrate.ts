/** Milliseconds that a fixed piece of work takes now: the median of several rounds of what checking does most. */
export function calibrate(): number {
  const rounds: number[] = [];
  for (let round = 0; round < 7; round++) {
    const started = performance.now();
    const words = new Map<string, number>();
    let text = '';
    for (let i = 0; i < 60_000; i++) {
      const word = `tcp dport ${(i * 7919) % 65536} accept`;
      words.set(word, (words.get(word) ?? 0) + i);
      if (i % 16 === 0) text += `${word}\n`;
    }
    let sum = 0n;
    for (const match of text.matchAll(/\d+/g)) sum += BigInt(match[0]) << 8n;
    const sorted = [...words.keys()].sort();
    JSON.parse(JSON.stringify({ sorted, sum: String(sum) }));
    rounds.push(performance.now() - started);
  }
  return rounds.sort((a, b) => a - b)[3]!;
}

/** The value below which that share of the measurements lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

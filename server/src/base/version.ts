/**
 * Compares dotted version numbers part by part as numbers: negative when `a` is older, 0 when equal, positive when newer.
 * A missing part is taken as 0, so `29` equals `29.0`; text behind the numbers (`-rc1`, `+dfsg4`) is ignored.
 */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const d = (left[i] ?? 0) - (right[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

function numbers(version: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '').split('.').map(Number);
}

/** True when `version` is at least `since`; an unset version means the newest and is at least everything. */
export function atLeast(version: string | undefined, since: string): boolean {
  return version === undefined || compareVersions(version, since) >= 0;
}

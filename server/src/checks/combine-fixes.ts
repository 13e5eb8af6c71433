import type { FileEdit, Fix } from './finding.ts';

/**
 * The edits of as many fixes as fit together, earlier ones first: a fix goes in whole or not at all, and one whose edits meet
 * those already taken is left for the next round. Edits that several fixes share word for word are taken once.
 */
export function combineFixes(fixes: readonly Fix[]): FileEdit[] {
  const taken = new Map<string, SortedEdits>();
  const known = new Set<string>();
  const keyOf = ({ file, range, newText }: FileEdit) => JSON.stringify([file, range.start, range.end, newText]);
  for (const fix of fixes) {
    const fresh = fix.edits.filter((edit) => !known.has(keyOf(edit)));
    if (fresh.some((edit) => taken.get(edit.file)?.meets(edit))) continue;
    for (const edit of fresh) {
      known.add(keyOf(edit));
      const edits = taken.get(edit.file) ?? new SortedEdits();
      edits.add(edit);
      taken.set(edit.file, edits);
    }
  }
  return [...taken.values()].flatMap(({ edits }) => edits);
}

class SortedEdits {
  readonly edits: FileEdit[] = [];

  /** True when an edit cannot be applied beside the ones that are here, or their order would matter. */
  meets(edit: FileEdit): boolean {
    const at = this.#position(edit.range.start);
    return [this.edits[at - 1], this.edits[at]].some((other) => other !== undefined && collide(edit, other));
  }

  add(edit: FileEdit): void {
    this.edits.splice(this.#position(edit.range.start), 0, edit);
  }

  /** Index of the first edit that begins at or behind an offset. */
  #position(offset: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edits[middle]!.range.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function collide({ range: a }: FileEdit, { range: b }: FileEdit): boolean {
  const insertion = a.start === a.end || b.start === b.end;
  return insertion ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}

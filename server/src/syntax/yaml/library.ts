let library: typeof import('yaml') | undefined;

/** Loads the YAML library. Has to be awaited before the first text is parsed. */
export async function loadYaml(): Promise<void> {
  library ??= await import('yaml');
}

/** The YAML library. Throws before {@link loadYaml} is done, which is a mistake of the program. */
export function yaml(): typeof import('yaml') {
  if (!library) throw new Error('loadYaml has not been awaited');
  return library;
}

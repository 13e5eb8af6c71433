type YamlLibrary = typeof import('yaml');

let library: YamlLibrary | undefined;

/** Loads the YAML library. Has to be awaited before the first text is parsed. */
export async function loadYaml(): Promise<void> {
  if (library) return;
  // The package is CommonJS: what a bundle imports is its `exports` as the default export, and nothing else.
  const loaded: YamlLibrary & { readonly default?: YamlLibrary } = await import('yaml');
  library = loaded.default ?? loaded;
}

/** The YAML library. Throws before {@link loadYaml} is done, which is a mistake of the program. */
export function yaml(): YamlLibrary {
  if (!library) throw new Error('loadYaml has not been awaited');
  return library;
}

/** The part of the untyped package `espeak-ng`, and of WebAssembly, that the adapter uses. */

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: unknown;
  }
}

declare module 'espeak-ng' {
  interface EmscriptenFiles {
    readdir(path: string): string[];
    readFile(path: string): Uint8Array;
    readFile(path: string, options: { encoding: 'utf8' }): string;
    writeFile(path: string, data: string | Uint8Array): void;
    stat(path: string): { mode: number };
    isDir(mode: number): boolean;
  }
  interface EmscriptenModule {
    FS: EmscriptenFiles;
  }
  type WasmImports = Record<string, Record<string, unknown>>;
  export default function load(options: {
    arguments?: string[];
    noInitialRun?: boolean;
    print?: (line: string) => void;
    printErr?: (line: string) => void;
    preRun?: ((module: EmscriptenModule) => void)[];
    instantiateWasm?: (
      imports: WasmImports,
      received: (instance: WebAssembly.Instance) => void,
    ) => unknown;
  }): Promise<EmscriptenModule>;
}

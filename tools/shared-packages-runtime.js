// How the modules of a suite are loaded. A package is loaded once in a process, by Node. Our own files are compiled once in a process,
// and run for each suite again, so that every suite has their state for itself.

const { statSync } = require('node:fs');
const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Of each file its text and what it was compiled to. */
const compiled = new Map();
/** Of each file its state on disk, and what it was transformed to. */
const transformed = new Map();

module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    this.shareTransforms(this.transformCache);
    this.shareCompiled(this.executor);
    this.endHook = hook((path) => this.requireModule(path));
  }

  requireModule(from, name, options, isActual) {
    if (!options?.isInternalModule && name !== undefined && this.isOfPackage(name)) return createRequire(from)(name);
    return super.requireModule(from, name, options, isActual);
  }

  isOfPackage(name) {
    return !/^[./]/.test(name) && !this._resolution.isCoreModule(name);
  }

  shareTransforms(cache) {
    const { transform } = cache;
    cache.transform = (path, options) => {
      const { mtimeMs, size } = statSync(path);
      const known = transformed.get(path);
      if (known === undefined || known.mtimeMs !== mtimeMs || known.size !== size) {
        const code = transform.call(cache, path, options);
        transformed.set(path, { mtimeMs, size, code, details: cache.transforms.get(path) });
        return code;
      }
      const { code, details } = known;
      // For coverage and for the lines in a stack trace. Jest's own files have none.
      if (details !== undefined) cache.transforms.set(path, details);
      if (details?.sourceMapPath) cache.sourceMaps.set(path, details.sourceMapPath);
      return code;
    };
  }

  shareCompiled(executor) {
    executor.compile = (source, filename) => {
      const known = compiled.get(filename);
      if (known?.source === source) return known.run;
      const run = compileFunction(source, executor.injectedModuleParameters, { filename });
      compiled.set(filename, { source, run });
      return run;
    };
  }

  teardown() {
    this.endHook();
    super.teardown();
  }
};

/** Lets a package that requires one of our files get the suite's own. Returns what ends it. */
function hook(requireOwn) {
  const { '.ts': before } = require.extensions;
  require.extensions['.ts'] = (module, path) => {
    module.exports = requireOwn(path);
    // The next suite has another one.
    delete require.cache[path];
  };
  return () => {
    if (before === undefined) delete require.extensions['.ts'];
    else require.extensions['.ts'] = before;
  };
}

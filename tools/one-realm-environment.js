// Where a suite runs: in the realm of its process, not in one of its own. So a package that was loaded for one suite serves the next.

const { TestEnvironment: NodeEnvironment } = require('jest-environment-node');

module.exports = class OneRealmEnvironment extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    const global = globalThis;
    this.global = global;
    this.moduleMocker = new this.moduleMocker.constructor(global);
    this.fakeTimers = null;
    this.fakeTimersModern = new this.fakeTimersModern.constructor({ config: config.projectConfig, global });
    this.giveBack = keep();
  }

  async teardown() {
    this.giveBack();
    await super.teardown();
  }
};

/** Returns what gives the process back as it is now: the next suite finds nothing of this one's in it. */
function keep() {
  const { console } = globalThis;
  const { exit, getBuiltinModule } = process;
  const env = { ...process.env };
  const symbols = new Set(Object.getOwnPropertySymbols(globalThis));
  return () => {
    globalThis.console = console;
    Object.assign(process, { exit, getBuiltinModule });
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    // Jest's own state of a suite. A package's symbols stay, because it sets them only when it is loaded.
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (!symbols.has(symbol) && JESTS.has(symbol.description)) delete globalThis[symbol];
  };
}

const JESTS = new Set(['EVENT_HANDLERS', 'JEST_STATE_SYMBOL', 'RETRY_TIMES_SETTER']);

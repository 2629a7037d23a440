// The order of the suites. The system suites wait for real servers, so they take the longest: one that starts last would run alone.

const { default: Sequencer } = require('@jest/test-sequencer');

module.exports = class SystemSuitesFirst extends Sequencer {
  sort(tests) {
    const isSystem = ({ path }) => path.includes('/test/system/');
    const sorted = super.sort(tests);
    return [...sorted.filter(isSystem), ...sorted.filter((test) => !isSystem(test))];
  }
};

import { DEMO } from '../../../src/local/demo/scenes';
import { createDemoStage, type DemoStageDeps } from '../../../src/local/demo/stage';

jest.mock('picocolors', () => jest.requireActual<typeof import('picocolors')>('picocolors').createColors(true));

test('a title is bold to who sees its own line only', () => {
  let said = '';
  const deps: Partial<DemoStageDeps> = { webUiUrl: '', say: (line) => (said += `${line}\n`) };
  createDemoStage(deps as DemoStageDeps, DEMO).title('Scene 1');
  expect(said).toBe('\n\u001b[1mScene 1\u001b[22m\n');
});

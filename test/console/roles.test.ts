import { LEAST_ROLES } from '../../console/api/roles';
import contract from '../../docs/openapi.json';

test.each(Object.entries(LEAST_ROLES))('a button of %s needs the role that the contract says: %s', (id, role) => {
  const operations = Object.values(contract.paths).flatMap(
    (path) => Object.values(path) as { operationId?: string; 'x-role'?: string }[],
  );
  expect(operations.find(({ operationId }) => operationId === id)?.['x-role']).toBe(role);
});

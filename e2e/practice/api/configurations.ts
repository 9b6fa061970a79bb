import type { FastifyInstance } from 'fastify';
import { stateValue } from '../../../app/platform/states.ts';
import { Configuration, ConfigurationPage } from '../../../app/platform/wire/configurations.ts';
import { access, isAllowed, systemGroups } from '../platform/access.ts';
import { idFor } from '../platform/ids.ts';
import { answer, callerOf, note } from './exchange.ts';
import { forbidden } from './problem.ts';

const active = {
  id: idFor('configuration:groups'),
  name: 'Groups of Northwind Devices',
  description: 'Who may read, write and approve',
  items: Object.entries(systemGroups).map(([name, value]) => ({ name, value: [...value] })),
  state: stateValue.Active,
};

/** `GET /configs/groups`: the one list of groups that is in force. An item's own path belongs to its queue. */
export function serveConfigurations(app: FastifyInstance): void {
  app.get('/configs/groups', async (request) => {
    if (!isAllowed(callerOf(request), access.readProduct)) throw forbidden();
    note(request, { auditEventType: 'ConfigurationsListed' });
    const items = [answer(Configuration, active)];
    return answer(ConfigurationPage, { count: 1, items, next: '', prev: '', pages: 1 });
  });
}

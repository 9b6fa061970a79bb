import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { stateValue } from '../../../app/platform/states.ts';
import { ProductTemplate, ProductTemplatePage, ProductTemplateRequest } from '../../../app/platform/wire/products.ts';
import { access, isAllowed } from '../platform/access.ts';
import type { Platform } from '../platform/platform.ts';
import type { TemplateRecord } from '../platform/records.ts';
import { answer, callerOf, filterKey, hasName, idOf, listQuery, note, notFound, pageOnWire, read } from './exchange.ts';
import { forbidden } from './problem.ts';

/** `/products/templates`: who may list products may read them, who may make products may change them. */
export function serveProductTemplates(app: FastifyInstance, { templates }: Platform): void {
  void app.register(
    (api, _options, done) => {
      api.addHook('preHandler', async (request) => {
        const lists = request.method === 'GET' ? access.listProducts : access.writeProducts;
        if (!isAllowed(callerOf(request), lists)) throw forbidden();
        note(request, { auditEventType: `ProductTemplate${request.method}` });
      });
      api.get('/', async (request) => {
        const query = listQuery(request);
        const page = templates.page(query.page, filterKey(query), hasName(query));
        return answer(ProductTemplatePage, pageOnWire(request, page, onWire));
      });
      api.get('/:id', async (request) => answer(ProductTemplate, onWire(found(idOf(request)))));
      api.post('/', async (request, reply) => {
        const sent = read(ProductTemplateRequest, request.body);
        const template = templates.add({ id: randomUUID(), state: stateValue.Ready, ...described(sent) });
        void reply.code(202);
        return answer(ProductTemplate, onWire(template));
      });
      api.put('/:id', async (request) => {
        const { id } = found(idOf(request));
        const sent = described(read(ProductTemplateRequest, request.body));
        return answer(ProductTemplate, onWire(templates.change(id, sent)));
      });
      api.delete('/:id', async (request, reply) => {
        templates.remove(found(idOf(request)).id);
        return reply.code(204).send();
      });
      done();
    },
    { prefix: '/products/templates' },
  );

  function found(id: string): TemplateRecord {
    const template = templates.get(id);
    if (template === undefined) throw notFound();
    return template;
  }
}

function onWire({ state: _, ...template }: TemplateRecord): z.input<typeof ProductTemplate> {
  return template;
}

function described(sent: z.output<typeof ProductTemplateRequest>) {
  return { name: sent.name, description: sent.description, feature: sent.feature ?? '', template: sent.template };
}

// Opens one address as the plan of the test says. Started by the xdg-open beside it.
import { appendFileSync, readFileSync } from 'node:fs';
import { BrowserPlan } from './plan.ts';
import { Visitor } from './visit.ts';

const address = process.argv[2] ?? '';
const planFile = process.env['KEYDOCK_BROWSER_PLAN'];
if (planFile === undefined) throw new Error('KEYDOCK_BROWSER_PLAN is not set');
appendFileSync(`${planFile}.visits`, `${address}\n`);

const plan = BrowserPlan.parse(JSON.parse(readFileSync(planFile, 'utf8')));
const { does } = plan;
if (does.kind !== 'never comes back') {
  const visitor = new Visitor(plan.caFile);
  let page = await visitor.open(address);
  switch (does.kind) {
    case 'signs in':
      if (/name="?password/.test(page.body)) {
        page = await visitor.submit(page, { username: does.user, password: does.password });
      }
      break;
    case 'mistypes':
      page = await visitor.submit(page, { username: does.user, password: 'not the password' });
      if (page.status !== 401) throw new Error(`A wrong password was answered with ${page.status}`);
      break;
    case 'cancels':
      page = await visitor.submit(page, { cancel: 'yes' });
      break;
    default:
      throw new Error(`No such plan: ${JSON.stringify(does satisfies never)}`);
  }
  // form_post pages hand the code over by a form that a script would send; changing accounts gives two in a row.
  while (
    /<form[^>]*method="?post/i.test(page.body) &&
    /type="?hidden/i.test(page.body) &&
    !/name="?password/.test(page.body)
  ) {
    page = await visitor.submit(page);
  }
}

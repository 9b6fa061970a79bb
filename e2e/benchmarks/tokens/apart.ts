// One column of the table, measured in the namespace that tokens.ts has started this program in. Prints its rows as JSON.
import { columns } from './columns.ts';
import { measureColumn } from './matrix.ts';

const column = columns.find(({ name }) => name === process.argv[2]);
if (column === undefined) throw new Error('no such provider');
console.log(JSON.stringify(await measureColumn(column)));
process.exit(0);

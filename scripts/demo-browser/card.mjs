// What the card says comes in its own address, so that it needs neither files nor network.
const { people, tokens } = JSON.parse(new URLSearchParams(location.search).get('card') ?? '{"people":[],"tokens":[]}');
fill('people', people, ['role', 'user', 'password']);
fill('tokens', tokens, ['token', 'use', 'pin']);

/**
 * @param {string} id of a table's body
 * @param {Record<string, string>[]} rows
 * @param {string[]} columns
 */
function fill(id, rows, columns) {
  for (const row of rows) {
    const line = document.createElement('tr');
    for (const column of columns) {
      const cell = document.createElement('td');
      cell.textContent = row[column] ?? '';
      line.append(cell);
    }
    document.getElementById(id)?.append(line);
  }
}

// The people come in the card's own address, so that the card needs neither files nor network.
const body = document.getElementById('people');
for (const { role, user, password } of JSON.parse(new URLSearchParams(location.search).get('people') ?? '[]')) {
  const row = document.createElement('tr');
  for (const text of [role, user, password]) {
    const cell = document.createElement('td');
    cell.textContent = text;
    row.append(cell);
  }
  body?.append(row);
}

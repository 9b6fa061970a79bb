import { Engineer } from '../support/engineer.ts';
import { exportsFieldKit, fieldKit, usesFieldKit } from '../support/field-kit.ts';
import { expect, test } from '../support/test.ts';
import { otherProgram, softHsm } from '../support/tokens.ts';
import { makePivCard } from '../tokens/piv/card.ts';
import { noReaderBecause, VirtualReader } from '../tokens/piv/virtual-reader.ts';

// A card daemon, a card that answers one byte after the other, several processes and windows.
test.setTimeout(300_000);

let reader: VirtualReader | undefined;
test.afterEach(() => reader?.stop());

test('the key on a smart card opens for SoftHSM, which receives every kind of key', async ({ launch, practice }) => {
  // Said aloud rather than passed over: everything it needs comes with set-up.
  expect(noReaderBecause()).toBeUndefined();
  reader = await VirtualReader.start();
  const card = await makePivCard();
  await reader.insert(card);
  const tokens = softHsm('Field laptop');
  const keydock = await launch({ profile: practice.profile, env: { ...tokens.env, ...reader.env } });
  const elin = new Engineer(keydock, practice);
  const { wizard } = elin;
  await elin.signIn();
  await elin.tokens.goTo();
  await elin.tokens.use('SoftHSM 2');
  await elin.tokens.use('OpenSC smart cards');
  await elin.tokens.logIn('Field laptop', tokens.pin);

  await wizard.begin();
  await wizard.chooseProduct(fieldKit);
  await wizard.logIn('Sara Holm', card.pin);
  await wizard.takeKeyOf('Sara Holm');
  await wizard.register('SECENG-F1-CARD');
  await elin.isApprovedBySomebody('SECENG-F1-CARD');
  await wizard.lookAgain();
  await wizard.chooseTarget('Field laptop');
  await exportsFieldKit(wizard, 'K');
  await keydock.close();

  const program = otherProgram(tokens);
  await usesFieldKit(practice, program);
  program.forget();
  tokens.remove();
});

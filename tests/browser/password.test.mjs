// What the page says of a password while one types is what the server says: the same vectors as
// core/tests/password_vectors.rs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { faults, inputMethodWasOn } from '../../server/assets/door.mjs';

const vectors = JSON.parse(await readFile(new URL('../../core/tests/password-vectors.json', import.meta.url), 'utf8'));

test('each password has the faults of its vector', () => {
  let tried = 0;
  for (const { rules, cases } of vectors) {
    for (const [password, wanted] of cases) {
      assert.deepEqual(faults(rules, password), wanted, JSON.stringify(password));
      tried += 1;
    }
  }
  assert.ok(tried > 20);
});

test('an input method shows in kana and wide letters, not in accents', () => {
  for (const typed of ['００１２３', 'ぱsswおrd', 'Ｐass', '漢字', 'ﾊﾟｽ']) assert.ok(inputMethodWasOn(typed), typed);
  for (const typed of ['00123', 'Müller', 'Pass word!', '']) assert.ok(!inputMethodWasOn(typed), typed);
});

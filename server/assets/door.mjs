// What the pages of the door say while one types. They work without it; the server decides.

const RULES = {
  'too-short': (password, number) => [...password].length >= number,
  'too-long': (password, number) => [...password].length <= number,
  'not-ascii': (password) => /^[\x21-\x7e]*$/.test(password),
  'too-few-upper': (password, number) => (password.match(/[A-Z]/g) ?? []).length >= number,
  'too-few-digits': (password, number) => (password.match(/[0-9]/g) ?? []).length >= number,
};

/** The names of the rules that a password does not keep. */
export const faults = (rules, password) =>
  rules.filter(([name, number]) => !RULES[name](password, number)).map(([name]) => name);

/** Whether a text looks as if a Japanese input method was on. */
export const inputMethodWasOn = (text) => /[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff9f]/.test(text);

function watchInputMethod(hint) {
  const fields = [...document.querySelectorAll('[data-plain]')];
  let composing = false;
  const look = () => { hint.hidden = !(composing || fields.some((field) => inputMethodWasOn(field.value))); };
  for (const field of fields) {
    field.addEventListener('compositionstart', () => { composing = true; look(); });
    field.addEventListener('compositionend', () => { composing = false; look(); });
    field.addEventListener('input', look);
  }
}

function watchNewPassword(field) {
  const items = [...document.querySelectorAll('[data-rule]')];
  const [again, differs] = ['again', 'differs'].map((id) => document.getElementById(id));
  field.addEventListener('input', () => {
    for (const item of items) {
      const rule = [item.dataset.rule, Number(item.dataset.number)];
      item.classList.toggle('ok', field.value !== '' && faults([rule], field.value).length === 0);
    }
  });
  // While one types and never on the way to the button, which would move away from under the finger.
  again.addEventListener('input', () => { differs.hidden = field.value.startsWith(again.value); });
}

if (globalThis.document) {
  const hint = document.getElementById('input-method');
  if (hint) watchInputMethod(hint);
  const field = document.getElementById('new_password');
  if (field) watchNewPassword(field);
}

// Keeps what is typed in the profile's form as a draft, warns before it is left, and fills in the
// address of a postal code. The form does all of this without script too.
'use strict';
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const japanese = document.documentElement.lang === 'ja';
  const state = form.querySelector('[data-draft-state]');
  let unsaved = false;
  let leaving = false;
  let waiting = 0;
  const keeping = new AbortController();

  const keep = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set('do', 'keep');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true, signal: keeping.signal });
      if (answer.type !== 'opaqueredirect') throw new Error(answer.status);
      const time = new Date().toLocaleTimeString(japanese ? 'ja' : 'en', { hour: 'numeric', minute: '2-digit' });
      state.textContent = japanese ? `${time} 下書きを残しました。まだ保存されていません。` : `Draft kept at ${time}. Not saved yet.`;
    } catch {
      state.textContent = japanese ? '下書きを残せませんでした。' : 'The draft could not be kept.';
    }
  };

  form.addEventListener('input', () => {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 2000);
  });
  form.addEventListener('submit', () => {
    leaving = true;
    clearTimeout(waiting);
    // A draft that arrives after what is saved would come back.
    keeping.abort();
  });
  addEventListener('beforeunload', (event) => {
    if (unsaved && !leaving) event.preventDefault();
  });

  for (const code of form.querySelectorAll('input[data-address]')) {
    code.addEventListener('change', async () => {
      const digits = code.value.normalize('NFKC').replace(/[^0-9]/g, '');
      const prefecture = document.getElementById(`f-${code.dataset.prefecture}`);
      const address = document.getElementById(`f-${code.dataset.address}`);
      if (digits.length !== 7 || !prefecture || !address || address.value.trim()) return;
      const answer = await fetch(`${location.pathname.replace(/edit$/, 'address/')}${digits}`);
      if (!answer.ok) return;
      const found = await answer.json();
      prefecture.value = found.prefecture;
      address.value = found.address;
      form.dispatchEvent(new Event('input'));
    });
  }
  document.getElementById('summary')?.focus();
})();

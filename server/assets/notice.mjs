// A notice that is looked at is marked as read. Without script the page's button does it.
const form = document.querySelector('form[data-mark-read]');
const mark = async () => {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
  // Where it fails the button stays.
  if (answer.type !== 'opaqueredirect') return;
  const said = document.createElement('p');
  said.className = 'soft';
  said.setAttribute('role', 'status');
  said.textContent = form.dataset.markRead;
  form.replaceWith(said);
};
// What is opened in a tab behind is not read yet.
const look = () => {
  if (document.visibilityState !== 'visible') return;
  document.removeEventListener('visibilitychange', look);
  mark().catch(() => {});
};
if (form) {
  document.addEventListener('visibilitychange', look);
  look();
}

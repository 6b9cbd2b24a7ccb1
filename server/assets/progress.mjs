// Shows how far a file has come while one waits. Without it the page loads itself anew now and then.

const EVERY_MS = 1000;

/** What the page would show now. */
async function asked() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('[data-progress]');
}

function watch(shown) {
  const look = async () => {
    try {
      const now = await asked();
      if (now?.dataset.progress !== shown.dataset.progress) {
        location.reload();
        return;
      }
      shown.innerHTML = now.innerHTML;
    } catch {
      // The network comes and goes; the next look finds out.
    }
    setTimeout(look, EVERY_MS);
  };
  setTimeout(look, EVERY_MS);
}

const shown = document.querySelector('[data-progress]');
if (shown) watch(shown);

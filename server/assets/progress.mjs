// Shows how far a file has come while one waits. Without it the page loads itself anew now and then.

// A small file is through at once, a large one takes minutes.
const FIRST_AFTER_MS = 250;
const EVERY_MS = 2000;

/** What the page would show now. */
async function asked() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('[data-progress]');
}

function watch(shown) {
  let wait = FIRST_AFTER_MS;
  const lookLater = () => {
    setTimeout(look, wait);
    wait = Math.min(2 * wait, EVERY_MS);
  };
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
    lookLater();
  };
  lookLater();
}

const shown = document.querySelector('[data-progress]');
if (shown) watch(shown);

// Passkeys: making one, and logging in with one. What needs them is hidden until this has run.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const words = (list) => list.split(' ').filter(Boolean);

/** Asks the authenticator for a new passkey, and gives what the form sends. */
async function make({ challenge, host, society, user, number, name, known, algorithms }) {
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: host, name: society },
      user: { id: bytes(user), name: number, displayName: name },
      pubKeyCredParams: words(algorithms).map((alg) => ({ type: 'public-key', alg: Number(alg) })),
      excludeCredentials: words(known).map((id) => ({ type: 'public-key', id: bytes(id) })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    },
  });
  return {
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.getAuthenticatorData()),
  };
}

/** Asks for the answer of a passkey that was made for this host. */
async function use({ challenge, host }) {
  const { rawId, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes(challenge), rpId: host, userVerification: 'required' },
  });
  return {
    credential: text(rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: text(response.userHandle),
  };
}

function watch(form) {
  const failed = form.querySelector('[role=alert]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const fields = await (form.dataset.passkey === 'make' ? make : use)(form.dataset);
      for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
      form.submit();
    } catch {
      // Closed, too slow, no passkey: the browser does not say which, so that a page learns nothing.
      failed.hidden = false;
    }
  });
}

if (globalThis.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll('form[data-passkey]')) watch(form);
  for (const part of document.querySelectorAll('[data-passkeys]')) part.hidden = false;
}

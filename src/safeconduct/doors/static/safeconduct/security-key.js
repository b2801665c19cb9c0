"use strict";
// The one script of this product: asks a security key and sends its answer with the form.
// It runs on two pages only (docs/decisions/0015-security-keys.md); all words stand in the page.

const form = document.getElementById("security-key");
const part = (id) => document.getElementById(id);

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function options() {
  const asked = JSON.parse(form.dataset.options);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const list of [asked.allowCredentials, asked.excludeCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return { publicKey: asked };
}

async function ask() {
  part("key-failed").hidden = true;
  part("key-ask").disabled = true;
  try {
    const found = await navigator.credentials[form.dataset.asks](options());
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
      if (found.response[name]) response[name] = text(found.response[name]);
    }
    const answer = { id: found.id, rawId: text(found.rawId), type: found.type, response };
    form.elements.answer.value = JSON.stringify(answer);
    form.submit();
  } catch {
    part("key-failed").hidden = false;
    part("key-ask").disabled = false;
  }
}

if (window.PublicKeyCredential) {
  part("key-off").hidden = true;
  part("key-on").hidden = false;
  part("key-ask").addEventListener("click", ask);
}

// Saves no page: everything works without it. The focus goes to what has to be corrected, and a page that
// nobody is writing on asks for the phrase when the identity closes.
"use strict";
(() => {
  const faux = document.querySelector("[data-fautes]");
  if (faux) faux.focus();
  const moi = document.querySelector("form[data-reste]");
  if (!moi) return;
  let ecrit = false;
  document.addEventListener("input", () => { ecrit = true; });
  const reste = Number(moi.dataset.reste);
  if (!Number.isFinite(reste)) return;
  // A second later: the identity is closed then.
  setTimeout(() => { if (!ecrit) location.replace(location.pathname); }, (reste + 1) * 1000);
})();

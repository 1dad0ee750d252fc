// Saves no page: everything works without it. The focus goes to what has to be corrected, and a page that
// nobody is writing on asks for the phrase when the identity closes.
"use strict";
(() => {
  const faux = document.querySelector("[data-fautes]");
  if (faux) faux.focus();
  // What is left of the clocks of incidents, each minute: «reste 35 h 12».
  const depart = Date.now();
  const delais = document.querySelectorAll("[data-delai]");
  const compter = () => {
    for (const delai of delais) {
      const reste = Number(delai.dataset.delai) - (Date.now() - depart) / 1000;
      if (!Number.isFinite(reste)) continue;
      const minutes = Math.floor(reste / 60);
      delai.textContent = minutes < 0
        ? "EN RETARD"
        : `reste ${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
    }
  };
  if (delais.length > 0) setInterval(compter, 60000);
  const moi = document.querySelector("form[data-reste]");
  if (!moi) return;
  let ecrit = false;
  document.addEventListener("input", () => { ecrit = true; });
  const reste = Number(moi.dataset.reste);
  if (!Number.isFinite(reste)) return;
  // A second later: the identity is closed then.
  setTimeout(() => { if (!ecrit) location.replace(location.pathname); }, (reste + 1) * 1000);
})();

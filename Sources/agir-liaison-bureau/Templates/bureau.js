// Everything works without it. The focus goes to what has to be corrected; a field of a fiche is saved when it is
// left; a page that nobody is writing on asks for the phrase when the identity closes.
"use strict";
(() => {
  const faux = document.querySelector("[data-fautes]");
  if (faux) faux.focus();

  for (const bouton of document.querySelectorAll("[data-imprimer]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", () => window.print());
  }
  for (const texte of document.querySelectorAll("[data-sans-script]")) texte.hidden = true;

  const saisie = document.querySelector("form[data-champ]");
  const gardee = document.getElementById("gardee");
  const dire = (texte) => { if (gardee) gardee.textContent = texte; };
  const garder = async (nom, vu) => {
    const champs = new URLSearchParams({ jeton: saisie.dataset.jeton, [vu.name]: vu.value });
    for (const valeur of new FormData(saisie).getAll(nom)) champs.append(nom, valeur);
    try {
      const reponse = await fetch(saisie.dataset.champ, {
        method: "POST", body: champs.toString(), redirect: "error",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      const marque = (await reponse.text()).trim();
      if (reponse.ok) {
        vu.value = marque;
        dire("Enregistré.");
      } else if (reponse.status === 409) {
        dire("Une autre page de ce brouillon a écrit autre chose : enregistrez celle-ci pour voir les deux.");
      } else {
        dire("Ce champ sera gardé quand vous enregistrerez la page.");
      }
    } catch {
      dire("Ce champ sera gardé quand vous enregistrerez la page.");
    }
  };
  if (saisie) {
    // One after the other: each has the mark that the one before gave.
    let suite = Promise.resolve();
    saisie.addEventListener("change", (evenement) => {
      const nom = evenement.target.name;
      const vu = nom && saisie.elements.namedItem("vu." + nom);
      // What another page wrote too is for the person to choose, on the whole page.
      if (!vu || saisie.elements.namedItem("ailleurs." + nom)) return;
      suite = suite.then(() => garder(nom, vu));
    });
  }

  const moi = document.querySelector("form[data-reste]");
  if (!moi) return;
  let ecrit = false;
  document.addEventListener("input", () => { ecrit = true; });
  const reste = Number(moi.dataset.reste);
  if (!Number.isFinite(reste)) return;
  // A second later: the identity is closed then.
  setTimeout(() => { if (!ecrit) location.replace(location.pathname); }, (reste + 1) * 1000);
})();

// Everything works without it. The focus goes to what has to be corrected; a field of a fiche is saved when it is
// left; a double click sends nothing twice; what is left of a delay is counted; a page that nobody is writing on asks
// for the phrase when the identity closes.
"use strict";
(() => {
  const faux = document.querySelector("[data-fautes]");
  if (faux) faux.focus();
  // What is left of the clocks of incidents, each minute: «reste 35 h 12».
  // A page that is shown again has the seconds that it had: it counts from when it was first shown.
  const ici = location.pathname + location.search;
  const depart = Number(sessionStorage.getItem(ici)) || Date.now();
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
  if (delais.length > 0) {
    if (location.search) sessionStorage.setItem(ici, String(depart));
    compter();
    setInterval(compter, 60000);
  }

  // «Annuler» takes back until it leaves: the seconds, then no button that would come too late.
  const annuler = document.querySelector("form[data-depart]");
  const part = annuler ? depart + Number(annuler.dataset.depart) * 1000 : NaN;
  if (Number.isFinite(part)) {
    const decompte = annuler.appendChild(document.createElement("span"));
    decompte.className = "garde";
    const suivre = () => {
      const secondes = Math.ceil((part - Date.now()) / 1000);
      annuler.hidden = secondes <= 0;
      decompte.textContent = ` encore ${Math.floor(secondes / 60)} min ${String(secondes % 60).padStart(2, "0")}`;
      if (secondes > 0) setTimeout(suivre, 1000);
    };
    suivre();
  }

  for (const bouton of document.querySelectorAll("[data-imprimer]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", () => window.print());
  }
  for (const texte of document.querySelectorAll("[data-sans-script]")) texte.hidden = true;

  // Two clicks declare one incident, and send one table. Who stopped the first one may begin again a little later.
  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (Date.now() - Number(formulaire.dataset.parti || 0) < 3000) {
      evenement.preventDefault();
      return;
    }
    formulaire.dataset.parti = String(Date.now());
  });
  window.addEventListener("pageshow", () => {
    for (const formulaire of document.forms) delete formulaire.dataset.parti;
  });

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
        dire("Une autre page de ce brouillon a écrit autre chose\u00a0: enregistrez celle-ci pour voir les deux.");
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
  // A second later the identity is closed, unless another page kept it open: then nothing is answered, this page
  // stays, and asks again each minute. What it asks so keeps nothing open.
  const veiller = () => {
    if (!ecrit) location.replace(location.pathname + "?veille");
    setTimeout(veiller, 60000);
  };
  setTimeout(veiller, (reste + 1) * 1000);
})();

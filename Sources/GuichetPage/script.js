// The page of a guichet (docs/conception/guichet.md): opens the sealed content with the words of the SMS,
// shows it, seals an answer. What a person wrote becomes text nodes, never markup. MOTS, the list of words,
// stands before this script where it is served.
(() => {
  "use strict";
  const TOKEN = /^[A-Za-z0-9_-]{21}[AQgw](?![A-Za-z0-9_-])/;
  const WORDS = 7, IDLE = 15 * 60e3, WARN = 14 * 60e3, REPLY_LIMIT = 20 * 1024 * 1024;
  const FILES = 20, FILE_BYTES = 10 * 1024 * 1024;
  const CONTENT = "application/vnd.agir-liaison.guichet+json", REPLY = "application/vnd.agir-liaison.reponse+json";
  // The three reasons are one answer: a stranger learns nothing from it.
  const GONE = "Ce document n'est pas ou plus disponible : le lien est inexact, la date est passée, ou l'expéditeur l'a retiré. Appelez votre interlocuteur.";
  const $ = id => document.getElementById(id);
  const utf8 = new TextEncoder();

  let token = null, sealed = null, opened = null, busy = false, dirty = false, edits = 0, last = Date.now(), urls = [];

  // What follows «#», even where a mail filter wrote it «%23» or «%2523».
  const tokenIn = text => {
    const plain = text.replace(/\p{Cf}/gu, "").replace(/[\u2010-\u2015\u2212]/g, "-").trim().replace(/%(?:25)*23/, "#");
    return (plain.slice(plain.indexOf("#") + 1).match(TOKEN) || [null])[0];
  };
  const clearAddress = () => {
    if (location.protocol === "file:") { if (location.hash) history.replaceState(null, "", location.pathname); }
    else if (location.pathname + location.search + location.hash !== "/guichet") history.replaceState(null, "", "/guichet");
  };
  const takeToken = () => {
    token = tokenIn(location.hash) || tokenIn(location.pathname.replace(/^\/guichet/, ""));
    clearAddress();
  };
  takeToken();

  // Elements

  // An element with constant attributes; children are elements or text.
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };
  const show = id => {
    for (const name of ["accueil", "document", "fin"]) $(name).hidden = name !== id;
    const title = $("titre-" + id);
    scrollTo(0, 0);
    title.focus();
  };
  // Says what is wrong with a field, or that nothing is; true when nothing is.
  const fault = (id, message) => {
    $("faute-" + id).textContent = message;
    const field = $(id), mark = field.tagName === "FIELDSET" ? "data-faux" : "aria-invalid";
    if (message) field.setAttribute(mark, "true"); else field.removeAttribute(mark);
    return !message;
  };
  // The first wrong field that is shown.
  const focusFault = form => {
    const wrong = [...form.querySelectorAll("[aria-invalid],[data-faux]")].find(field => field.offsetParent);
    if (wrong) wrong.focus();
  };

  // Bytes

  const bytes = (text, url = true) => {
    // A group that repeats would overflow the stack on a large piece.
    if (!(url ? /^[A-Za-z0-9_-]*$/.test(text) : text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text))) throw Error("base64");
    const binary = atob(url ? text.replace(/-/g, "+").replace(/_/g, "/") : text);
    const result = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) result[i] = binary.charCodeAt(i);
    return result;
  };
  const base64 = array => {
    let binary = "";
    for (let i = 0; i < array.length; i += 0x8000) binary += String.fromCharCode(...array.subarray(i, i + 0x8000));
    return btoa(binary);
  };
  const base64url = array => base64(array).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const hex = array => Array.from(array, byte => byte.toString(16).padStart(2, "0")).join("");
  const parse = array => JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(array));
  // Padmé: the size tells little of what was written.
  const padded = length => {
    const exponent = Math.floor(Math.log2(length)), low = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
    return Math.ceil(length / low) * low;
  };

  // Opening

  // What people type and mail changes, as our own Phrase and TypedCode read it (formats.md, «Phrases», «Codes as typed»):
  // accents, capitals and what nobody sees don't count; spaces and dashes are of any kind.
  const split = text => text.normalize("NFKD").replace(/(?!\u200B)[\p{M}\p{Cf}]/gu, "").toUpperCase().toLowerCase()
    .replace(/œ/g, "oe").replace(/æ/g, "ae").split(/[^\p{L}]+/u).filter(Boolean);
  const BETWEEN = /[\s\x85.\-\xAD\u061C\u180E\u200B-\u2015\u202A-\u202E\u2043\u2060-\u2069\u2212\uFE58\uFE63\uFEFF\uFF0D]/g;
  const known = new Set(typeof MOTS === "string" ? MOTS.split(" ") : []);
  const ordinal = n => n === 1 ? "premier" : n + "e";
  const wordsFault = words => {
    const wrong = words.findIndex(word => !known.has(word));
    if (wrong >= 0) return `Le ${ordinal(wrong + 1)} mot, « ${words[wrong].slice(0, 30)} », n'est pas un des mots possibles. Vérifiez-le sur le SMS.`;
    return words.length === WORDS ? "" : `Il faut sept mots ; il y en a ${words.length}.`;
  };
  const nameOf = async text => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode("agir-liaison/guichet/v1\n" + text))));

  const WRONG = "Ces mots n'ouvrent pas le document. Vérifiez chaque mot et leur ordre sur le SMS ; le document et le SMS doivent venir du même envoi.";
  const BROKEN = "Le document est arrivé abîmé. Demandez un nouvel envoi à votre interlocuteur.";
  const refusal = message => Object.assign(Error("refus"), { said: message });

  // The plaintext of the sealed content. Its header is the only one there is: nothing is derived for another.
  const unseal = async (text, name, phrase) => {
    const parts = text.split(".");
    if (parts.length !== 5 || parts[0].length > 1024) throw refusal(BROKEN);
    const [header, key, nonce, ciphertext, tag] = parts.map(part => { try { return bytes(part); } catch { throw refusal(BROKEN); } });
    const found = /"p2c":([1-9]\d{5,6}),"p2s":"([A-Za-z0-9_-]{22})"\}$/.exec(new TextDecoder().decode(header));
    const rounds = found ? Number(found[1]) : 0;
    const expected = found && `{"alg":"PBES2-HS512+A256KW","cty":"${CONTENT}","enc":"A256GCM","kid":"${name}","p2c":${rounds},"p2s":"${found[2]}"}`;
    if (!found || base64url(utf8.encode(expected)) !== parts[0] || rounds < 600000 || rounds > 2000000
      || key.length !== 40 || nonce.length !== 12 || tag.length !== 16) throw refusal(BROKEN);
    const prefix = utf8.encode("PBES2-HS512+A256KW\0"), salt = new Uint8Array(prefix.length + 16);
    salt.set(prefix);
    salt.set(bytes(found[2]), prefix.length);
    const subtle = crypto.subtle;
    const password = await subtle.importKey("raw", utf8.encode(phrase), "PBKDF2", false, ["deriveKey"]);
    const wrapping = await subtle.deriveKey({ name: "PBKDF2", hash: "SHA-512", salt, iterations: rounds }, password,
      { name: "AES-KW", length: 256 }, false, ["unwrapKey"]);
    let content;
    try {
      content = await subtle.unwrapKey("raw", key, wrapping, "AES-KW", "AES-GCM", false, ["decrypt"]);
    } catch (error) {
      throw error.name === "NotSupportedError" ? error : refusal(WRONG);
    }
    const whole = new Uint8Array(ciphertext.length + 16);
    whole.set(ciphertext);
    whole.set(tag, ciphertext.length);
    try {
      return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: utf8.encode(parts[0]), tagLength: 128 }, content, whole));
    } catch { throw refusal(BROKEN); }
  };

  const fetched = async name => {
    const inside = $("contenu-scelle");
    if (inside) return inside.textContent.trim();
    let answer;
    try {
      answer = await fetch("/guichet/v1/" + name, { credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer" });
    } catch { throw refusal("Le serveur ne répond pas. Vérifiez votre connexion, puis recommencez."); }
    if (answer.status === 429 || answer.status >= 500) throw refusal("Le serveur est occupé. Attendez quelques minutes, puis recommencez.");
    if (answer.status !== 200) throw refusal(GONE);
    return answer.text();
  };

  const string = (value, what) => { if (typeof value !== "string") throw Error(what); return value; };
  const list = (value, what) => { if (!Array.isArray(value)) throw Error(what); return value; };
  const secret = text => { const array = bytes(string(text, "clé"), false); if (array.length !== 32) throw Error("clé"); return array; };

  const open = async event => {
    event.preventDefault();
    if (busy) return;
    const code = token || tokenIn($("code").value);
    const fine = fault("code", code ? "" : "Ce n'est pas le code d'un lien : 22 signes, lettres, chiffres, « - » ou « _ ».");
    const words = split($("mots").value);
    if (!fault("mots", wordsFault(words)) || !fine) { focusFault($("ouverture")); return; }
    busy = true;
    $("etat-ouverture").textContent = "Ouverture du document…";
    try {
      const name = await nameOf(code);
      if (!sealed || sealed.name !== name) sealed = { name, text: await fetched(name) };
      const plaintext = await unseal(sealed.text, name, words.join(" ") + "." + code);
      try {
        await display(parse(plaintext), name);
      } catch { empty(); throw refusal(BROKEN); }
      plaintext.fill(0);
      forget();
      $("etat-ouverture").textContent = "";
      show("document");
      prove();
    } catch (error) {
      $("etat-ouverture").textContent = "";
      if (error.said === WRONG) { fault("mots", WRONG); focusFault($("ouverture")); }
      else if (error.said) $("etat-ouverture").textContent = error.said;
      else unavailable("Ce navigateur n'a pas les moyens de chiffrement nécessaires. Ouvrez le document dans un navigateur à jour, ou appelez votre interlocuteur.");
    } finally { busy = false; }
  };

  // Told once more when the network fails; what it answers changes nothing for who reads.
  const prove = async () => {
    const { name, proof } = opened;
    if (embedded()) return;
    for (let turn = 0; turn < 3; turn++) {
      try {
        await fetch(`/guichet/v1/${name}/ouvertures`, {
          method: "POST", credentials: "omit", keepalive: true, referrerPolicy: "no-referrer",
          headers: { "Content-Type": "application/json" }, body: JSON.stringify({ preuve: proof }),
        });
        return;
      } catch { await new Promise(resolve => setTimeout(resolve, 2000 * (turn + 1))); }
    }
  };
  const embedded = () => !!$("contenu-scelle");

  // Showing

  const value = text => text === "" ? make("span", { class: "garde" }, "non renseigné") : text;
  const level = node => "n" + Math.min(3, Math.max(0, Number(node.retrait) || 0));
  const labelled = text => / :$/.test(text) ? text : text + " :";
  const nodes = {
    titre: node => {
      const more = node.valeur ? " : " + string(node.valeur, "titre") : "", text = string(node.texte, "titre") + more;
      return node.niveau ? make("h" + Math.min(5, Number(node.niveau) + 1), {}, text) : make("p", { class: "programme" }, text);
    },
    texte: node => make("p", {}, string(node.texte, "texte")),
    valeur: node => make("dl", { class: level(node) }, make("div", {}, make("dt", {}, labelled(string(node.libelle, "valeur"))), make("dd", {}, value(string(node.valeur, "valeur"))))),
    groupe: node => {
      const items = make("ul", {}, ...list(node.contenu, "groupe").map(inner => make("li", { class: level(inner) }, part(inner))));
      if (!node.libelle) return make("div", { class: "groupe" }, items);
      const label = make("p", { class: "libelle", id: fresh() }, labelled(string(node.libelle, "groupe")));
      return make("div", { class: "groupe", role: "group", "aria-labelledby": label.id }, label, items);
    },
    rubrique: node => make("span", {}, labelled(string(node.texte, "rubrique"))),
    case: node => make("span", {}, node.avant ? string(node.avant, "case") + " " : "",
      make("span", { role: "img", "aria-label": node.cochee === true ? "coché" : "non coché" }, node.cochee === true ? "☒" : "☐"),
      " " + string(node.libelle, "case") + ("valeur" in node ? " : " + (string(node.valeur, "case") || "………………") : "")),
    champ: node => field(node),
    fixe: node => { fixed.push(node); return ""; },
    regle: node => { rules.push(node); return ""; },
  };
  const part = node => {
    const genre = node && node.genre;
    if (!Object.prototype.hasOwnProperty.call(nodes, genre)) throw Error("arbre");
    return nodes[genre](node);
  };
  const tree = (place, content) => place.replaceChildren(...list(content, "arbre").map(part));
  let ids = 0;
  const fresh = () => "e" + ++ids;

  const day = text => { const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(string(text, "date")); if (!found) throw Error("date"); return `${found[3]}/${found[2]}/${found[1]}`; };
  const display = async (content, name) => {
    empty();
    string(content.id, "id");
    const sender = content.expediteur, fiche = content.fiche && content.fiche.beneficiaire;
    opened = { name, proof: base64(secret(content.preuve)), fiche: content.fiche, form: content.reponse,
      key: await crypto.subtle.importKey("raw", secret(content.cleReponse), "AES-GCM", false, ["encrypt"]) };
    const until = day(content.expire);
    $("limite").textContent = embedded() ? "" : `Il reste lisible ici jusqu'au ${until}.`;
    for (const [label, text] of [["Structure", sender.libelle], ["Personne à appeler", sender.agent], ["Fonction", sender.fonction], ["Téléphone", sender.telephone], ["Empreinte", sender.empreinte]]) {
      if (string(text, label)) $("expediteur").append(make("div", {}, make("dt", {}, label), make("dd", {}, text)));
    }
    $("entete").textContent = [[fiche && fiche.nom, fiche && fiche.prenom].filter(text => typeof text === "string").join(" "), sender.libelle].filter(Boolean).join(" — ");
    tree($("formulaire"), content.formulaire);
    for (const piece of list(content.pieces, "pièces")) {
      const blob = new Blob([bytes(string(piece.donnees, "pièce"), false)], { type: "application/octet-stream" });
      const url = URL.createObjectURL(blob);
      urls.push(url);
      $("pieces").append(make("li", {}, make("a", { href: url, download: string(piece.nom, "pièce") }, piece.nom), ` (${size(blob.size)})`));
    }
    $("bloc-pieces").hidden = !urls.length;
    startForm();
  };
  // The form of an answer as it came: at first, and after each one that was sent.
  const startForm = () => {
    fields = [];
    fixed = [];
    rules = [];
    const { form, fiche } = opened;
    if (form === undefined) return;
    tree($("champs"), form);
    $("bloc-fiche").hidden = false;
    // An invitation bears no fiche: its form is the answer.
    $("choix-fiche").hidden = fiche === undefined;
    $("avec-fiche").checked = fiche === undefined;
    refresh();
  };
  const size = count => count < 1024 ? count + " octets" : count < 1048576 ? Math.round(count / 1024) + " Kio" : (count / 1048576).toFixed(1).replace(".", ",") + " Mio";

  // Fields of a form

  let fields = [], fixed = [], rules = [];
  // What our reader refuses: control characters, and half a character.
  const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Cs}/u;
  const quiet = { autocomplete: "off", spellcheck: "false", translate: "no" };
  const field = node => {
    const id = fresh(), options = node.options ? list(node.options, "options") : [];
    string(node.cle, "champ");
    const help = node.aide ? make("p", { class: "aide", id: id + "-aide" }, string(node.aide, "aide")) : "";
    const wrong = make("p", { class: "faute", id: "faute-" + id });
    const described = { "aria-describedby": (help ? help.id + " " : "") + wrong.id };
    const label = string(node.libelle, "champ") + (node.messages.manque ? " (obligatoire)" : "");
    const box = (option, checked, extra = {}) => {
      const inner = fresh(), input = make("input", { type: "checkbox", id: inner, ...extra });
      input.checked = checked;
      input.name = option.valeur;
      return make("div", { class: "case " + (option.rubrique ? "n1" : "") }, input, make("label", { for: inner }, (option.rubrique ? string(option.rubrique, "option") + " : " : "") + string(option.libelle, "option")));
    };
    const given = Array.isArray(node.valeur) ? node.valeur : [];
    let element;
    if (node.saisie === "cases" || node.saisie === "groupe") {
      const head = node.saisie === "groupe" ? [box({ libelle: node.libelle, valeur: "" }, Array.isArray(node.valeur), { "data-tete": "" })] : [];
      const boxes = options.map(option => box(option, given.includes(option.valeur)));
      if (head.length) for (const inner of boxes) inner.classList.add("n1");
      element = make("fieldset", { id, ...described, tabindex: "-1" }, make("legend", {}, label), help, wrong, ...head, ...boxes);
    } else if (node.saisie === "choix") {
      const select = make("select", { id, ...described, translate: "no" }, make("option", { value: "" }, "—"),
        ...options.map(option => make("option", { value: String(option.valeur) }, string(option.libelle, "option"))));
      select.value = node.valeur === undefined ? "" : String(node.valeur);
      element = make("div", { class: "champ" }, make("label", { for: id }, label), help, wrong, select);
    } else {
      const input = node.saisie === "texte" ? make("textarea", { id, rows: "5", ...described, ...quiet })
        : make("input", { id, type: "text", ...described, ...quiet, ...(/^(date|entier|agdref)/.test(node.saisie) ? { inputmode: "numeric" } : {}) });
      input.value = node.valeur === undefined ? "" : typed(node.saisie, node.valeur);
      element = make("div", { class: "champ" }, make("label", { for: id }, label), help, wrong, input);
    }
    fields.push({ node, id, element });
    return element;
  };
  const typed = (kind, stored) => {
    const found = /^date/.test(kind) && /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(stored);
    return found ? `${found[3] || "00"}/${found[2] || "00"}/${found[1]}` : String(stored);
  };
  const real = text => { const date = new Date(text + "T00:00:00Z"); return !isNaN(date) && date.toISOString().slice(0, 10) === text && !/^0000/.test(text); };
  // «14/03/2002» as it is stored; null for anything else.
  const stored = (text, partial) => {
    const found = text.split(/[/. -]+/).filter(Boolean);
    if (found.length !== 3 || !/^\d{1,2}$/.test(found[0]) || !/^\d{1,2}$/.test(found[1]) || !/^\d{4}$/.test(found[2])) return null;
    const [d, m, y] = [found[0].padStart(2, "0"), found[1].padStart(2, "0"), found[2]];
    if (partial && d === "00") return m === "00" ? (real(y + "-01-01") ? y : null) : real(`${y}-${m}-01`) ? `${y}-${m}` : null;
    return real(`${y}-${m}-${d}`) ? `${y}-${m}-${d}` : null;
  };
  const earliest = text => (text + "-01-01").slice(0, 10);
  const today = (shift = 0) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(Date.now() + shift * 864e5);
  const filled = (message, values) => message.replace(/\{(\w+)\}/g, (whole, key) => key in values ? values[key] : whole);

  // What a field holds, as `fiche.json` stores it: { value } or { message }; nothing when it is empty.
  const read = ({ node, id, element }) => {
    const say = (key, values = {}) => ({ message: filled(string(node.messages[key], key), values) });
    if (node.saisie === "cases" || node.saisie === "groupe") {
      const head = element.querySelector("[data-tete]");
      const chosen = [...element.querySelectorAll("input:checked")].filter(input => input !== head).map(input => input.name);
      return chosen.length || head && head.checked ? { value: chosen } : null;
    }
    const raw = $(id).value.replace(/\r\n?/g, "\n").normalize("NFC"), text = raw.trim();
    if (!text) return null;
    if (node.saisie === "choix") {
      const option = node.options.find(option => String(option.valeur) === text);
      return { value: option.valeur };
    }
    const control = CONTROL.exec(raw);
    if (control) return say("controle", { c: "‹U+" + control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "›" });
    const kept = node.saisie === "texte" ? raw : text, length = [...kept].length;
    if (/^date/.test(node.saisie)) {
      const date = stored(text, node.saisie === "date-partielle");
      if (!date) return say("refus");
      if (node.saisie === "date") return { value: date };
      return date < "1901" ? say("ancienne") : earliest(date) > today() ? say("avenir") : { value: date };
    }
    if (node.saisie === "entier") {
      const number = /^-?\d+$/.test(text.replace(/\s/g, "")) ? Number(text.replace(/\s/g, "")) : NaN;
      if (!Number.isSafeInteger(number)) return say("refus");
      return number < node.minimum || number > node.maximum ? say("hors", { n: number }) : { value: number };
    }
    if (node.saisie === "agdref") {
      const digits = text.replace(BETWEEN, "");
      return /^\d{9,10}$/.test(digits) ? { value: digits } : say("refus", { n: (text.match(/\d/g) || []).length });
    }
    return length > node.maximum ? say("longueur", { n: length }) : { value: kept };
  };
  const ticked = ({ cle, option }) => {
    const other = fields.find(({ node }) => node.cle === cle), found = other && read(other);
    return !!(found && Array.isArray(found.value) && found.value.includes(option));
  };
  // A field that only completes a box is there with that box; the lines of a group tick it.
  const refresh = () => {
    $("champs").hidden = !$("avec-fiche").checked;
    for (const { node, element } of fields) {
      if (node.si) element.hidden = !ticked(node.si);
      const head = element.querySelector("[data-tete]");
      if (head && element.querySelector(".n1 input:checked")) head.checked = true;
    }
  };
  // The fiche that the fields make; null when one is wrong.
  const readForm = () => {
    const content = {}, values = new Map(), wrong = new Map();
    const put = (pointer, found) => {
      const keys = pointer.split("/").slice(1);
      let place = content;
      for (const key of keys.slice(0, -1)) place = Object.hasOwn(place, key) ? place[key] : (Object.defineProperty(place, key, { value: {}, enumerable: true, writable: true, configurable: true }), place[key]);
      Object.defineProperty(place, keys[keys.length - 1], { value: found, enumerable: true, writable: true, configurable: true });
    };
    for (const { cle, valeur } of fixed) { put(cle, valeur); values.set(cle, valeur); }
    for (const entry of fields) {
      const { node, element } = entry, found = element.hidden ? null : read(entry);
      if (found && found.message) wrong.set(node.cle, found.message);
      else if (found) { put(node.cle, found.value); values.set(node.cle, found.value); }
      else if (node.messages.manque && !element.hidden) wrong.set(node.cle, node.messages.manque);
    }
    const date = key => key === "aujourdhui" ? today() : key === "demain" ? today(1) : values.get(key);
    const french = text => typed("date", text);
    for (const rule of rules) {
      const before = date(rule.avant), after = date(rule.apres);
      const broken = rule.exige
        ? values.has(rule.si) === rule.present && !wrong.has(rule.si) && values.get(rule.exige) !== true
        : before && after && (rule.strict ? earliest(before) >= after : before > after);
      if (broken && !wrong.has(rule.lieu)) {
        wrong.set(rule.lieu, filled(rule.message, before && after ? { avant: french(before), apres: french(after), aujourdhui: french(today()) } : {}));
      }
    }
    for (const { node, id } of fields) fault(id, wrong.get(node.cle) || "");
    return wrong.size ? null : content;
  };

  // Answering

  const kinds = [["%PDF-", "application/pdf"], ["\xff\xd8\xff", "image/jpeg"], ["\x89PNG\r\n\x1a\n", "image/png"]];
  const kind = (content, name) => {
    const head = String.fromCharCode(...content.subarray(0, 100));
    for (const [start, type] of kinds) if (head.startsWith(start)) return type;
    if (!head.startsWith("PK\x03\x04")) return null;
    const odt = "application/vnd.oasis.opendocument.text";
    return head.slice(30).startsWith("mimetype" + odt) ? odt : /\.docx$/i.test(name) ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : null;
  };
  // At most 110 bytes; `more` keeps apart two files of one name.
  const plainName = (name, index, more) => {
    const extension = (/\.[A-Za-z0-9]{1,5}$/.exec(name) || [""])[0];
    let stem = name.slice(0, name.length - extension.length).normalize("NFC").replace(/[/\\\p{C}]/gu, "-").replace(/^\.+/, "");
    while (utf8.encode(stem + more + extension).length > 110) stem = [...stem].slice(0, -1).join("");
    return (stem || "piece-" + (index + 1)) + more + extension;
  };
  const attachments = async () => {
    const files = [...$("fichiers").files], names = new Set(), pieces = [];
    if (files.length > FILES) throw refusal(`Il y a ${files.length} fichiers, plus que les ${FILES} permis.`);
    if (files.reduce((sum, file) => sum + file.size, 0) > FILE_BYTES) throw refusal("Ces fichiers font plus de 10 Mio en tout.");
    for (const [index, file] of files.entries()) {
      const content = new Uint8Array(await file.arrayBuffer()), type = kind(content, file.name);
      if (!type) throw refusal(`« ${file.name.slice(0, 60)} » n'est pas un fichier PDF, JPEG, PNG, ODT ou DOCX.`);
      let name = plainName(file.name, index, "");
      for (let turn = 2; names.has(name); turn++) name = plainName(file.name, index, "-" + turn);
      names.add(name);
      pieces.push({ nom: name, type, donnees: base64(content) });
    }
    return pieces;
  };
  // As our reader counts it: NFC lengthens some texts, and shortens others.
  const line = id => $(id).value.normalize("NFC").trim();
  // Says what is wrong with a text; what can't be seen first.
  const checked = (id, message, most = 200) => fault(id, CONTROL.test($(id).value) ? "Un signe invisible s'est glissé ici : effacez ce texte, puis tapez-le de nouveau."
    : [...line(id)].length > most ? `Ce texte est trop long : ${most} signes au plus.` : message);
  const meeting = () => {
    const [date, time, place] = ["jour", "heure", "lieu"].map(line);
    for (const id of ["jour", "heure", "lieu"]) fault(id, "");
    if (!date && !time && !place) return undefined;
    const le = stored(date, false), hour = /^([01]?\d|2[0-3])[:hH]([0-5]\d)$/.exec(time);
    const fine = [checked("lieu", place ? "" : "Dites où."), fault("heure", hour ? "" : "Cette heure n'existe pas, ou n'est pas écrite HH:MM."),
      fault("jour", le ? le < "9999" ? "" : "Cette date est trop lointaine." : "Cette date n'existe pas, ou n'est pas écrite JJ/MM/AAAA.")].every(Boolean);
    return fine ? { le: `${le}T${hour[1].padStart(2, "0")}:${hour[2]}`, lieu: place } : null;
  };
  // The answer in the order of the contract; null when something is wrong.
  const compose = async id => {
    const texts = ["fonction", "nom"].map(key => checked(key, line(key) ? "" : "Cette réponse est obligatoire."));
    texts.push(checked("telephone", ""));
    let pieces;
    try { pieces = await attachments(); fault("fichiers", ""); } catch (error) { if (!error.said) throw error; fault("fichiers", error.said); }
    const fiche = opened.form !== undefined && $("avec-fiche").checked ? readForm() : undefined;
    const rendezVous = meeting(), texte = line("texte");
    const nothing = !texte && !rendezVous && !fiche && pieces && !pieces.length;
    const missing = nothing && rendezVous === undefined && fiche === undefined;
    texts.push(checked("texte", missing ? "Écrivez un message, donnez un rendez-vous ou joignez un fichier." : "", 10000));
    if (!texts.every(Boolean) || !pieces || fiche === null || rendezVous === null || nothing) return null;
    const telephone = line("telephone");
    return { id, ...(texte && { texte }), ...(rendezVous && { rendezVous }), ...(fiche && { fiche }), pieces,
      repondant: { nom: line("nom"), fonction: line("fonction"), ...(telephone && { telephone }) } };
  };
  const seal = async reply => {
    const json = utf8.encode(JSON.stringify(reply)), plaintext = new Uint8Array(padded(json.length)).fill(32);
    plaintext.set(json);
    json.fill(0);
    const header = base64url(utf8.encode(`{"alg":"dir","cty":"${REPLY}","enc":"A256GCM","id":"${reply.id}","kid":"${opened.name}"}`));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const whole = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(header), tagLength: 128 }, opened.key, plaintext));
    plaintext.fill(0);
    return `${header}..${base64url(iv)}.${base64url(whole.subarray(0, -16))}.${base64url(whole.subarray(-16))}`;
  };
  const NOT_SENT = "La réponse n'est pas partie. Elle reste dans cette page : vérifiez votre connexion, puis recommencez.";
  // Sealed once: a retry sends the same bytes, until something is changed.
  let ready = null;
  const send = async event => {
    event.preventDefault();
    if (busy || !opened) return;
    busy = true;
    const state = $("etat-reponse"), current = opened;
    try {
      if (!ready || ready.edits !== edits) {
        ready = null;
        const before = edits, id = crypto.randomUUID(), reply = await compose(id);
        if (!reply) { focusFault($("repondre")); state.textContent = "La réponse n'est pas partie : voyez ce qui est à corriger."; return; }
        ready = { id, text: await seal(reply), edits: before };
      }
      if (ready.text.length > REPLY_LIMIT) { ready = null; state.textContent = "La réponse est trop lourde : enlevez un fichier."; return; }
      if (embedded()) {
        const url = URL.createObjectURL(new Blob([ready.text], { type: "application/octet-stream" }));
        urls.push(url);
        make("a", { href: url, download: `reponse-${ready.id.slice(0, 8)}.jose` }).click();
        dirty = ready.edits !== edits;
        state.textContent = "La réponse est enregistrée dans un fichier. Remettez ce fichier à votre interlocuteur : lui seul peut l'ouvrir.";
        return;
      }
      state.textContent = "Envoi de la réponse…";
      let answer, received;
      try {
        answer = await fetch(`/guichet/v1/${opened.name}/reponses/${ready.id}`, {
          method: "PUT", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
          headers: { "Content-Type": "application/jose", "Guichet-Preuve": opened.proof }, body: ready.text,
        });
        if (answer.ok) received = new Date(string((await answer.json()).recu, "recu"));
      } catch { if (opened === current) state.textContent = NOT_SENT; return; }
      // Closed meanwhile, or another document: nothing of it is told there.
      if (opened !== current) return;
      if (received) {
        const said = received.toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Paris" });
        const changed = ready.edits !== edits;
        ready = null;
        // What was typed while it was on its way stays.
        if (changed) { state.textContent = `Réponse reçue le ${said}. Ce que vous avez changé depuis n'est pas parti : envoyez-le aussi.`; return; }
        dirty = false;
        $("repondre").reset();
        startForm();
        state.textContent = `Réponse reçue le ${said}. Vous pouvez fermer cette page.`;
        state.tabIndex = -1;
        state.focus();
      } else if (answer.status === 413) {
        ready = null;
        state.textContent = "La réponse est trop lourde : enlevez un fichier.";
      } else if (answer.status === 409) {
        ready = null;
        state.textContent = NOT_SENT;
      } else if (answer.status === 403 || answer.status === 404) state.textContent = GONE;
      else state.textContent = "Le serveur ne peut pas la prendre maintenant. Elle reste dans cette page : recommencez dans quelques minutes, ou appelez votre interlocuteur.";
    } catch { if (opened === current) state.textContent = NOT_SENT; } finally { busy = false; }
  };

  // Leaving

  const empty = () => {
    urls.forEach(url => URL.revokeObjectURL(url));
    urls = [];
    opened = ready = null;
    fields = [];
    fixed = [];
    rules = [];
    dirty = false;
    for (const id of ["formulaire", "expediteur", "pieces", "champs"]) $(id).replaceChildren();
    for (const id of ["entete", "limite", "etat-reponse"]) $(id).textContent = "";
    $("repondre").reset();
    for (const id of ["bloc-fiche", "bloc-pieces", "reponse", "veille"]) $(id).hidden = true;
  };
  const forget = () => {
    $("mots").value = $("code").value = "";
    sealed = null;
    count();
  };
  const close = reason => {
    empty();
    forget();
    token = null;
    $("motif-fin").textContent = reason;
    show("fin");
  };
  const again = () => `Pour le relire, ouvrez de nouveau ${embedded() ? "ce fichier" : "le lien du courriel"}.`;
  const watch = () => {
    const idle = Date.now() - last;
    if (!opened) { if (idle >= IDLE) { forget(); last = Date.now(); } }
    else if (idle >= IDLE) close("Sans activité pendant quinze minutes, le document a été effacé de cette page. " + again());
    else if (idle >= WARN) $("veille").hidden = false;
  };
  const alive = () => { watch(); last = Date.now(); $("veille").hidden = true; };
  const count = () => {
    const words = split($("mots").value).length;
    $("compte").textContent = `${words} mot${words > 1 ? "s" : ""} sur ${WORDS}`;
  };
  const mayLeave = () => !dirty || confirm("La réponse n'est pas partie. Tout effacer quand même ?");
  const unavailable = reason => {
    $("raison").textContent = reason;
    $("indisponible").hidden = false;
    $("ouverture").hidden = true;
    show("accueil");
  };

  const start = () => {
    const inside = document.querySelector("meta[name=guichet-jeton]");
    if (inside) token = tokenIn(inside.content);
    // What is true of the page that a service gives, and of the one that is a file.
    for (const element of document.querySelectorAll(".servi,.remis")) element.hidden = embedded() === element.matches(".servi");
    if (!isSecureContext) {
      unavailable("Cette page n'est pas protégée : son adresse doit commencer par https://. N'y tapez pas vos mots ; ouvrez le lien du courriel tel quel, ou appelez votre interlocuteur.");
      return;
    }
    if (!window.crypto || !crypto.subtle || !crypto.randomUUID || !Object.hasOwn || !known.size) {
      unavailable("Ce navigateur n'a pas les moyens de chiffrement nécessaires. Ouvrez le document dans un navigateur à jour, ou appelez votre interlocuteur.");
      return;
    }
    $("indisponible").hidden = true;
    $("ouverture").hidden = false;
    $("champ-code").hidden = !!token;
    $("ouverture").addEventListener("submit", open);
    $("mots").addEventListener("input", count);
    $("imprimer").addEventListener("click", () => print());
    $("fermer").addEventListener("click", () => { if (mayLeave()) close("Le document a été effacé de cette page. " + again()); });
    $("vers-reponse").addEventListener("click", () => { $("reponse").hidden = false; $("titre-reponse").scrollIntoView(); $("titre-reponse").focus(); });
    $("repondre").addEventListener("submit", send);
    for (const name of ["input", "change"]) $("repondre").addEventListener(name, () => { dirty = true; edits++; refresh(); });
    $("rester").addEventListener("click", () => { alive(); $("titre-document").focus(); });
    for (const name of ["keydown", "pointerdown", "input", "wheel", "touchstart"]) addEventListener(name, alive, { passive: true });
    setInterval(watch, 5000);
    // Timers sleep with the machine: looked at first when it wakes.
    document.addEventListener("visibilitychange", watch);
    addEventListener("pagehide", () => { if (opened) close("Le document a été effacé de cette page. " + again()); else forget(); });
    addEventListener("beforeunload", event => { if (dirty) event.preventDefault(); });
    addEventListener("hashchange", () => {
      if (!tokenIn(location.hash)) return;
      if (!mayLeave()) { clearAddress(); return; }
      empty();
      forget();
      takeToken();
      $("champ-code").hidden = !!token;
      show("accueil");
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();

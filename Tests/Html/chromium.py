#!/usr/bin/python3
"""Regarde les pages HTML données dans Chromium : chromium.py DOSSIER PAGE...

Pour chaque page : aucun message de console, aucune requête que la page elle-même, la langue, un seul
h1 et pas de niveau de titre sauté, chaque case nommée « coché » ou « non coché », chaque libellé lié à
sa valeur, un contraste d'au moins 4,5 (WCAG 2.2, 1.4.3), un PDF en A4, et aucun champ coupé entre deux
pages. Le PDF de chaque page est écrit dans DOSSIER.
"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

CHECKS = r"""
(() => {
  const rgb = text => text.match(/[\d.]+/g).map(Number);
  const light = text => {
    const [r, g, b] = rgb(text).slice(0, 3).map(v => {
      v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (rgb(color)[3] !== 0) return color; }
    return 'rgb(255, 255, 255)'; };
  let contrast = 21;
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    contrast = Math.min(contrast, (a + 0.05) / (b + 0.05)); }
  const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]));
  return JSON.stringify({
    lang: document.documentElement.lang, title: document.title, contrast, levels,
    marks: [...document.querySelectorAll('li span[role=img]')]
      .map(e => [e.getAttribute('aria-label'), e.textContent, e.parentElement.textContent.trim()]),
    pairs: [...document.querySelectorAll('dl > div')]
      .map(e => [...e.children].map(c => c.tagName).join('')),
    groups: [...document.querySelectorAll('[role=group]')]
      .map(e => document.getElementById(e.getAttribute('aria-labelledby'))?.textContent || ''),
    unbroken: [...document.querySelectorAll('dl > div, li, .groupe')]
      .every(e => getComputedStyle(e).breakInside === 'avoid'),
    scripts: document.scripts.length });
})()
"""


class Page:
    def __init__(self, port):
        tabs = json.load(urllib.request.urlopen("http://127.0.0.1:%d/json" % port))
        url = [tab for tab in tabs if tab["type"] == "page"][0]["webSocketDebuggerUrl"]
        self.socket = websocket.create_connection(url, suppress_origin=True)
        self.count, self.events = 0, []

    def call(self, method, **params):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.count:
                return message["result"]
            self.events.append(message)


def check(page, path, folder):
    wrong = []
    page.events.clear()
    page.call("Page.navigate", url="file://" + os.path.abspath(path))
    end = time.monotonic() + 240
    while time.monotonic() < end:
        state = page.call("Runtime.evaluate", expression="document.readyState + location.href")
        if state["result"]["value"].startswith("complete" + "file://"):
            break
        time.sleep(0.05)
    found = json.loads(
        page.call("Runtime.evaluate", expression=CHECKS)["result"]["value"])
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    for event in page.events:
        if event["method"] in ("Runtime.consoleAPICalled", "Log.entryAdded", "Runtime.exceptionThrown"):
            wrong.append("console : %s" % json.dumps(event["params"])[:300])
        if event["method"] == "Network.requestWillBeSent":
            url = event["params"]["request"]["url"]
            if url != "file://" + os.path.abspath(path):
                wrong.append("requête : " + url)
    names = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in tree
             if not n.get("ignored") and "role" in n]
    levels = found["levels"]
    checks = {
        "langue": found["lang"] == "fr", "titre": bool(found["title"]),
        "un seul h1": levels.count(1) == 1 and levels[0] == 1,
        "niveaux": all(b - a <= 1 for a, b in zip(levels, levels[1:])),
        "cases": len(found["marks"]) > 1 and all(
            label == ("coché" if mark == "☒" else "non coché") and len(text) > 2
            for label, mark, text in found["marks"]),
        "cases dans l'arbre": sum(n == ("image", "coché") or n == ("image", "non coché")
                                 for n in names) == len(found["marks"]),
        "titres dans l'arbre": sum(r == "heading" and t != "" for r, t in names) == len(levels),
        "libellés et valeurs": len(found["pairs"]) > 15 and set(found["pairs"]) == {"DTDD"},
        "groupes nommés": all(found["groups"]) and len(found["groups"]) > 0,
        "contraste %.1f" % found["contrast"]: found["contrast"] >= 4.5,
        "champs entiers": found["unbroken"], "sans script": found["scripts"] == 0,
    }
    wrong += [name for name, good in checks.items() if not good]
    pdf = base64.b64decode(page.call(
        "Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
    out = os.path.join(folder, os.path.basename(path).replace(".html", ".pdf"))
    with open(out, "wb") as file:
        file.write(pdf)
    info = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    if "(A4)" not in info:
        wrong.append("le PDF n'est pas en A4")
    pages = int(re.search(r"Pages: +(\d+)", info).group(1))
    print("%s : %d titres, %d cases, %d champs, contraste %.1f, %d pages A4%s" % (
        os.path.basename(path), len(levels), len(found["marks"]), len(found["pairs"]),
        found["contrast"], pages, "" if not wrong else " ; FAUX : " + " | ".join(wrong)))
    return not wrong


def main():
    folder, pages = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as profile:
        browser = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"],
            stderr=subprocess.PIPE, text=True)
        try:
            for line in browser.stderr:
                found = re.search(r"DevTools listening on ws://127.0.0.1:(\d+)/", line)
                if found:
                    break
            page = Page(int(found.group(1)))
            for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
                page.call(domain + ".enable")
            good = [check(page, path, folder) for path in pages]
        finally:
            browser.kill()
            browser.wait()
    return 0 if all(good) else 1


sys.exit(main())

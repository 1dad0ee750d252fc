import LiaisonBase

/// The few pages before a bureau: no script, nothing from elsewhere, every text escaped here.
struct FrontPages: Sendable {
    /// What the structure is called on its card, as it was read last.
    let libelle: @Sendable () -> String

    /// As the bureau's own pages say it: nothing inline, nothing kept, nothing told to others.
    static let headers: [FrontField] = [
        FrontField(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'"
        ),
        FrontField("Cache-Control", "no-store"), FrontField("X-Content-Type-Options", "nosniff"),
        FrontField("Referrer-Policy", "same-origin"),
        FrontField("Cross-Origin-Opener-Policy", "same-origin"),
        FrontField("Cross-Origin-Resource-Policy", "same-origin"),
        FrontField("X-Frame-Options", "DENY"),
        // Its name serves nothing else; over HTTP, behind nobody, browsers pass over it.
        FrontField("Strict-Transport-Security", "max-age=31536000"),
        FrontField("X-Robots-Tag", "noindex, nofollow"),
    ]

    static let stylePath = "/frontal.css"

    /// - Parameters:
    ///   - message: what went wrong, said before the form.
    ///   - name: as it was typed.
    func entrance(message: String? = nil, name: String = "") -> FrontAnswer {
        page(
            status: message == nil ? 200 : 403, title: "Entrer dans votre bureau",
            message: message,
            """
            <form method="post" action="/entree" autocomplete="off">
            \(field("nom", "Votre nom d'agent", hint: "Par exemple : claire.exemple", value: name))
            \(code("Le code à six chiffres", hint: "Votre téléphone en donne un nouveau toutes les trente secondes ; chacun sert une fois."))
            <p><button>Entrer</button></p>
            </form>
            <p>Votre phrase vous est demandée ensuite, sur la page de votre bureau.</p>
            <p><a href="/invitation">J'ai un code d'invitation</a> : premier accès, téléphone perdu ou changé.</p>
            """)
    }

    func invitation(message: String? = nil, name: String = "") -> FrontAnswer {
        page(
            status: message == nil ? 200 : 403, title: "Code d'invitation", message: message,
            """
            <form method="post" action="/invitation" autocomplete="off">
            \(field("nom", "Votre nom d'agent", hint: "Par exemple : claire.exemple", value: name))
            \(field("invitation", "Le code d'invitation", hint: "Vingt-cinq signes en cinq groupes, donnés par votre administrateur ; il sert une fois, dans les 48 heures."))
            <p><button>Continuer</button></p>
            </form>
            <p><a href="/">Revenir à l'entrée</a></p>
            """)
    }

    /// What to give one's authenticator, and its first code.
    ///
    /// - Parameters:
    ///   - secret: in groups of four.
    ///   - address: `otpauth://`, for an authenticator of the same device.
    ///   - token: what the form keeps.
    func firstCode(
        secret: String, address: String, token: String, message: String? = nil
    ) -> FrontAnswer {
        page(
            status: message == nil ? 200 : 403, title: "Votre téléphone", message: message,
            """
            <ol>
            <li>Ouvrez une application de codes sur votre téléphone (FreeOTP, Aegis, ou celle de votre structure).</li>
            <li>Ajoutez-y un compte : lisez ce dessin avec elle, ou tapez cette clé (compte fondé sur l'heure).
            \(QRCode(address)?.svg(label: "La clé, en code à lire avec le téléphone") ?? "")
            <p class="cle"><code>\(Self.escaped(secret))</code></p>
            Sur ce téléphone même : <a href="\(Self.escaped(address))">ouvrir l'application</a>.</li>
            <li>Tapez le code à six chiffres qu'elle montre.</li>
            </ol>
            <form method="post" action="/premier-code" autocomplete="off">
            <input type="hidden" name="jeton" value="\(Self.escaped(token))">
            \(code("Le code à six chiffres", hint: "Dans le quart d'heure ; ensuite il faut une autre invitation."))
            <p><button>Terminer</button></p>
            </form>
            <p>Cette clé ne sera plus montrée. Ne la photographiez pas.</p>
            """)
    }

    func wait(seconds: Int64) -> FrontAnswer {
        var answer = page(
            status: 429, title: "Attendez un peu", message: nil,
            """
            <p>Trop de codes faux ont été tapés. Réessayez dans \(Self.duration(seconds)).</p>
            <p>Ce n'était pas vous ? Prévenez votre administrateur. Le navigateur où vous entrez d'habitude n'attend pas à cause des essais d'un autre.</p>
            <p><a href="/">Revenir à l'entrée</a></p>
            """)
        answer.fields.append(FrontField("Retry-After", String(seconds)))
        return answer
    }

    var left: FrontAnswer {
        page(
            status: 200, title: "Vous avez quitté le bureau", message: nil,
            """
            <p>Vos clés sont fermées, et ce navigateur n'ouvre plus rien ici. Vos brouillons sont gardés.</p>
            <p>Pour revenir : <a href="/">la page d'entrée</a>, votre nom et un code.</p>
            """)
    }

    func trouble(status: Int, _ title: String, _ text: String) -> FrontAnswer {
        page(
            status: status, title: title, message: nil,
            "<p>\(Self.escaped(text))</p>\n<p><a href=\"/\">Revenir à l'entrée</a></p>")
    }

    static let style = FrontAnswer(
        status: 200,
        fields: [FrontField("Content-Type", "text/css; charset=utf-8")] + headers,
        body: Array(css.utf8))

    // MARK: Parts

    private func page(
        status: Int, title: String, message: String?, _ body: String
    ) -> FrontAnswer {
        let alert = message.map { "<p class=\"erreur\" role=\"alert\">\(Self.escaped($0))</p>\n" }
        let html = """
            <!DOCTYPE html>
            <html lang="fr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(Self.escaped(title))</title>
            <link rel="stylesheet" href="\(Self.stylePath)">
            </head>
            <body>
            <header><p>\(Self.escaped(libelle()))</p></header>
            <main>
            <h1>\(Self.escaped(title))</h1>
            \(alert ?? "")\(body)
            </main>
            </body>
            </html>

            """
        return FrontAnswer(
            status: status,
            fields: [FrontField("Content-Type", "text/html; charset=utf-8")] + Self.headers,
            body: Array(FrenchSpacing.kept(html).utf8))
    }

    private func field(
        _ name: String, _ label: String, hint: String, value: String = ""
    ) -> String {
        """
        <p><label for="\(name)">\(Self.escaped(label))</label>
        <span class="aide" id="\(name)-aide">\(Self.escaped(hint))</span>
        <input id="\(name)" name="\(name)" required maxlength="200" value="\(Self.escaped(value))"
        aria-describedby="\(name)-aide" autocomplete="off" autocapitalize="none" spellcheck="false"></p>
        """
    }

    private func code(_ label: String, hint: String) -> String {
        """
        <p><label for="code">\(Self.escaped(label))</label>
        <span class="aide" id="code-aide">\(Self.escaped(hint))</span>
        <input id="code" name="code" required maxlength="20" inputmode="numeric"
        aria-describedby="code-aide" autocomplete="one-time-code" spellcheck="false"></p>
        """
    }

    /// «30 secondes», «15 minutes»: rounded up.
    static func duration(_ seconds: Int64) -> String {
        seconds > 90
            ? Plural.of((seconds + 59) / 60, "minute") : Plural.of(max(seconds, 1), "seconde")
    }

    static func escaped(_ text: String) -> String {
        VisibleText.line(text).replacing(scalars: [
            "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
        ])
    }

    private static let css = """
        :root { color-scheme: light dark }
        * { box-sizing: border-box }
        body { font: 1.05rem/1.5 system-ui, sans-serif; color: #1d2733; background: #f6f4ef; margin: 0 }
        header { background: #fff; border-bottom: 1px solid #d9d4c8; font-weight: 700; padding: .6rem 1rem }
        header p { margin: 0 }
        main { max-width: 34rem; margin: 1.5rem auto; padding: 1rem 1.25rem; background: #fff;
          border: 1px solid #d9d4c8; border-radius: 6px }
        h1 { font-size: 1.4rem; margin: 0 0 1rem }
        label { display: block; font-weight: 600 }
        .aide { display: block; color: #55606d }
        input { font: inherit; width: 100%; padding: .5rem; border: 1px solid #7b8490; border-radius: 6px; color: inherit;
          background: #fff }
        button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; border: 0; border-radius: 6px; background: #0a5c63;
          color: #fff }
        a { color: #0a5c63 }
        :focus-visible { outline: 3px solid #1b4fd1; outline-offset: 2px }
        .erreur { border-left: 4px solid #8a2b0e; padding: .5rem .75rem; background: #fbeae3 }
        .qr { display: block; width: 15rem; max-width: 100%; margin: .75rem 0 }
        .cle code { font-size: 1.25rem; overflow-wrap: anywhere }
        @media (prefers-color-scheme: dark) {
          body { color: #e7eaf0; background: #12161d } header, main { background: #1a2029; border-color: #3a4454 }
          .aide { color: #b7c0ce } input { background: #12161d; border-color: #8b96a8 }
          a { color: #7fc9cf } .erreur { background: #3a1d1d } :focus-visible { outline-color: #8fb0ff }
        }

        """
}

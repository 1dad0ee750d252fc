import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Identité") struct IdentityTests {
    private let team: Team
    private let name: KeyName

    init() throws {
        team = try Team.pair().0
        name = team.name("sara")
    }

    private func create(_ machine: Machine, isProtected: Bool) throws -> IdentityCreation.Made {
        try IdentityCreation(name, fonction: "Référente", kind: .x25519, isProtected: isProtected)
            .run(machine.context)
    }

    @Test("une identité se crée une fois ; sans phrase, cela se dit")
    func creates() throws {
        let machine = try Machine(empty: team)
        let made = try create(machine, isProtected: false)
        #expect(machine.notices == [.trust(.noPassphrase)])
        #expect(try machine.folder.agentActe() == made.acte)
        let before = machine.files.files
        #expect(refusal { _ = try create(machine, isProtected: false) } == .exists)
        #expect(machine.files.files == before)
    }

    @Test(
        "un nom que la carte porte déjà ne fait pas une seconde identité ; sans service, nul ne le sait"
    )
    func taken() throws {
        let machine = try Machine(empty: team)
        let creation = IdentityCreation(
            team.name("claire"), fonction: "Référente", kind: .x25519, isProtected: false)
        #expect(
            throws: AgentError(.exists, "", next: .trust(.takeUpIdentity(team.name("claire"))))
        ) { _ = try creation.run(machine.context) }
        #expect(machine.files.files == [:])
        team.daemon.isDown = true
        _ = try creation.run(machine.context)
        #expect(machine.folder.hasIdentity)
    }

    @Test("une phrase trop courte, ou que personne ne donne, ne crée rien")
    func short() throws {
        let short = try Machine(empty: team, secrets: [.newPassphrase: "neuf sign"])
        #expect(refusal { _ = try create(short, isProtected: true) } == .data)
        let mute = try Machine(empty: team)
        #expect(refusal { _ = try create(mute, isProtected: true) } == .usage)
        #expect(short.files.files == [:])
        #expect(mute.files.files == [:])
    }

    @Test("la phrase ouvre, se change, et le code de secours rend l'identité")
    func passphrase() throws {
        let machine = try Machine(
            empty: team,
            secrets: [.newPassphrase: "des mots à retenir", .identity: "des mots à retenir"])
        let made = try create(machine, isProtected: true)
        #expect(made.passphrase != nil)
        #expect(try machine.folder.open("identite.age", machine.context).passphrase != nil)
        try IdentityCare.changePassphrase(machine.context)
        #expect(
            refusal { _ = try IdentityCare.recover(Array("faux".utf8), machine.context) } == .data)
        machine.folder.remove("identite.age")
        let code = Array(made.recoveryCode.utf8)
        #expect(try IdentityCare.recover(code, machine.context) == .identity)
        #expect(
            try machine.folder.open("identite.age", machine.context).identity.signing.publicKey
                == made.acte.cle.publicKey)
    }

    @Test(
        "une phrase est la même d'un clavier et d'un fichier à l'autre ; ce qui fut scellé autrement s'ouvre"
    )
    func typedAnyhow() throws {
        func opens(_ typed: String, sealed: String) throws -> Bool {
            let machine = try Machine(empty: team, secrets: [.identity: typed])
            var bytes = Array(sealed.utf8)
            try machine.folder.makeFolder("")
            try machine.folder.write(
                SealedFile.seal(
                    AgentIdentity.generate(.x25519).fileBytes(),
                    passphrase: SecretBytes(taking: &bytes), workFactor: 4), to: "identite.age")
            return refusal { _ = try machine.folder.open("identite.age", machine.context) } == nil
        }
        let kept = "une clé à côté"
        for typed in [
            "une cle\u{301} a\u{300} co\u{302}te\u{301}", "\u{FEFF}\(kept)\r\n", " \(kept)\u{A0}",
        ] { #expect(try opens(typed, sealed: kept)) }
        // Sealed as it came, before there was one form.
        let old = " une cle\u{301}, avant "
        #expect(try opens(old, sealed: old))
        #expect(try !opens(kept, sealed: old))
        // A new one is sealed under the one form.
        let typed = "\u{FEFF}une cle\u{301} a\u{300} co\u{302}te\u{301}\n"
        let machine = try Machine(empty: team, secrets: [.newPassphrase: typed])
        let made = try create(machine, isProtected: true)
        #expect(made.passphrase?.withBytes { $0.elementsEqual(kept.utf8) } == true)
    }

    @Test("des deux fichiers de la feuille, celui qui a changé en chemin est nommé")
    func kept() throws {
        let machine = try Machine("claire", of: team)
        let note = try machine.folder.read("agent.note", limit: 1 << 20)
        let backup = Array("age-encryption.org/v1\n".utf8)
        let altered = Array("> ".utf8)
        func said(_ files: [(name: String, content: [UInt8])]) -> String {
            do {
                _ = try IdentityCare.kept(files)
                return ""
            } catch {
                let told = AgentError(error)
                #expect(told.code == .data)
                if case .sentence(let next)? = told.next {
                    #expect(next.contains("en pièce jointe"))
                } else {
                    #expect(told.next == nil)
                }
                return told.message
            }
        }
        let kept = try IdentityCare.kept([("un", note), ("deux", backup)])
        #expect(kept.name == team.name("claire"))
        #expect(kept.note == note && kept.backup == backup)
        #expect(said([]).hasPrefix("Donnez les deux fichiers"))
        #expect(said([("a.note", note)]).hasPrefix("Donnez les deux fichiers"))
        #expect(
            said([("a.note", altered + note), ("b.age", backup)])
                .hasPrefix("Le fichier a.note n'est pas agent.note"))
        #expect(
            said([("a.note", note), ("b\u{202E}.age", altered + backup)])
                .hasPrefix("Le fichier b‹U+202E›.age n'est pas secours.age"))
        #expect(
            said([("a.note", altered)])
                .hasPrefix("Le fichier a.note n'est ni secours.age ni agent.note"))
        // One that is called as it should be is not told that it is not itself.
        #expect(
            said([("secours.age", altered + backup), ("agent.note", altered + note)])
                .hasPrefix("Le fichier secours.age n'a pas le contenu attendu"))
        #expect(
            said([("agent.note", altered + note), ("secours.age", backup)])
                .hasPrefix("Le fichier agent.note n'a pas le contenu attendu"))
        #expect(
            said([("agent.note", altered), ("a.note", note)])
                .hasPrefix("Le fichier agent.note n'est pas secours.age"))
    }

    @Test("sans identité ni fichier de secours, rien ne se change ni ne se rend")
    func nothing() throws {
        let machine = try Machine(empty: team, secrets: [.newPassphrase: "des mots à retenir"])
        #expect(refusal { try IdentityCare.changePassphrase(machine.context) } == .configuration)
        #expect(refusal { _ = try IdentityCare.recover([], machine.context) } == .noInput)
    }

    @Test("de nouvelles clés servent quand la carte les nomme, et pas avant")
    func renews() throws {
        let machine = try Machine("claire", of: team)
        let (acte, code) = try IdentityCare.renew(.x25519, machine.context)
        #expect(!code.isEmpty)
        #expect(try machine.session().agent.cle != acte.cle)
        try machine.folder.pin(
            team.card(serie: 2) { card in
                card.agents.removeAll { $0.nom == acte.nom }
                card.agents.append(
                    Carte.Agent(
                        nom: acte.nom, fonction: acte.fonction, roles: [.referent], cle: acte.cle,
                        destinataire: acte.destinataire))
            })
        let session = try machine.session()
        #expect(session.agent.cle == acte.cle)
        #expect(session.identity.former.count == 1)
        #expect(machine.notices == [.trust(.newKeysInUse)])
    }

    @Test("une durée hors de 1 à 720 minutes ne déverrouille rien")
    func unlock() throws {
        let machine = try Machine("claire", of: team)
        for minutes in [0, 721] {
            #expect(
                refusal {
                    _ = try IdentityCare.unlock(minutes: minutes, machine.context) { _, _ in [] }
                } == .usage)
        }
    }

    @Test("une phrase mal tapée se redemande sur place, trois fois en tout ; d'un fichier, jamais")
    func retries() throws {
        let right = "des mots à retenir"
        let machine = try Machine(empty: team)
        var bytes = Array(right.utf8)
        try machine.folder.makeFolder("")
        try machine.folder.write(
            SealedFile.seal(
                AgentIdentity.generate(.x25519).fileBytes(),
                passphrase: SecretBytes(taking: &bytes), workFactor: 4), to: "identite.age")
        func context(_ typed: [String], isTyped: Bool) -> (
            AgentContext, () -> (asked: Int, said: Int)
        ) {
            let (asked, said) = (Counter(), Counter())
            let context = AgentContext(
                folder: machine.folder, endpoint: .socket(path: "/service"),
                now: { Instant(seconds: 0) },
                secret: { _ in
                    var bytes = Array(typed[asked.next()].utf8)
                    return try SecretBytes(taking: &bytes)
                },
                asksAgain: { _ in isTyped },
                show: { if case .trust(.secretRefused) = $0 { _ = said.next() } })
            return (context, { (asked.count, said.count) })
        }
        let (second, seen) = context(["des mots", right], isTyped: true)
        #expect(try machine.folder.open("identite.age", second).passphrase != nil)
        #expect(seen() == (2, 1))
        let (never, tried) = context(["a", "b", "c", right], isTyped: true)
        #expect(refusal { _ = try machine.folder.open("identite.age", never) } == .data)
        #expect(tried() == (3, 2))
        let (file, read) = context(["a", right], isTyped: false)
        #expect(refusal { _ = try machine.folder.open("identite.age", file) } == .data)
        #expect(read() == (1, 0))
    }

    private final class Counter {
        private(set) var count = 0
        func next() -> Int {
            count += 1
            return count - 1
        }
    }
}

import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// The contract of programs (cli.md, «What `--json` prints»): its keys, in their order, and what is left out.
@Suite("Ce que --json imprime") struct PrintedJSONTests {
    private let partnership: Partnership
    private let denis: Machine
    private let now = Instant(seconds: 1_774_728_000)

    init() throws {
        partnership = try Partnership()
        denis = try Machine("denis", of: partnership.operateur)
    }

    private static func keys(_ value: JSONValue?) -> String {
        (value?.object?.keys ?? ["?"]).joined(separator: ",")
    }

    private func guichet(_ subject: GuichetSubject, read: Instant? = nil) throws -> LocalGuichet {
        LocalGuichet(
            nom: try GuichetToken().name, pour: partnership.ml.structure, subject: subject,
            statut: .ouvert, adresse: nil, cree: now, fin: now + 60, remis: read, lu: nil,
            reponses: [.init(id: .random(), recu: now, ouverte: nil, taille: 9)], clos: nil,
            motif: nil, par: partnership.operateur.name("claire"))
    }

    @Test("une ligne de la boîte dit son état, et ne dit « aVerifier » que d'un inconnu")
    func box() throws {
        let session = try partnership.claire.session()
        let pli = try partnership.receive()
        partnership.holds([pli])
        func rows() throws -> [JSONValue] {
            try BoxView(session).list(.reception).json.array ?? []
        }
        let head = "id,objet,modele,de,pour,auteur,scelle,recu,statut"
        #expect(try rows().map(Self.keys) == [head + ",conserverJusquA,taille"])
        #expect(try rows()[0].object?["id"] == .string(pli.slip.id.text))
        let act = "verifications/\(partnership.ml.structure).note"
        try session.folder.write(Array("rien".utf8), to: act, replacing: true)
        #expect(try rows().map(Self.keys) == [head + ",aVerifier,conserverJusquA,taille"])
    }

    @Test("une étape déclarée le dit ; ses motifs ne sont là que s'il y en a")
    func course() throws {
        let session = try denis.session()
        let name = partnership.operateur.name("claire")
        let deposit = Course.Step(
            .depot, par: name, le: now,
            motifs: [
                .init(
                    declaration: .sansCopieOFII,
                    motif: try SealedText("Déjà partie", to: session.readers))
            ])
        #expect(
            deposit.json(session).text
                == #"{"statut":"depot","par":"agir38.example/claire","le":"\#(now)","motifs":"#
                + #"[{"declaration":"sans-copie-ofii","motif":"Déjà partie"}]}"#)
        let told = Course.Step(
            .transmis, par: name, pour: partnership.ml.structure, le: now, moyen: .courriel)
        #expect(Self.keys(told.json(session)) == "statut,par,pour,le,moyen,declare")
    }

    @Test("un guichet dit sa fiche, ou de quoi est son invitation ; et ce qu'il en est devenu")
    func guichets() throws {
        let id = PliID.random()
        #expect(
            try Self.keys(guichet(.envoi(id), read: now).json)
                == "guichet,pour,id,statut,cree,fin,remis,reponses,par")
        let invitation = try guichet(.invitation(modele: .spe, nombre: 3)).json
        #expect(
            Self.keys(invitation) == "guichet,pour,modele,nombre,statut,cree,fin,reponses,par")
        #expect(Self.keys(invitation.object?["reponses"]?.array?.first) == "id,recu")
        let read = try guichet(.envoi(id), read: now)
        #expect(
            read.became
                == "contenu scellé donné le \(ParisTime.column(now)) ; 1 réponse, dont 1 à ouvrir")
    }

    @Test("un contact est dit par sa carte ; la sienne, par ce qui vient d'en être fait")
    func contacts() throws {
        let card = try partnership.ml.card().carte
        let contact = Contact(card, isVerified: false).json
        #expect(Self.keys(contact) == "structure,libelle,type,serie,verifie,expire")
        #expect(contact.object?["verifie"] == .bool(false))
        #expect(Self.keys(card.publishedJSON) == "structure,serie,expire")
        #expect(Self.keys(card.createdJSON) == "structure,serie,cle,empreinte,service")
        #expect(Self.keys(card.fingerprintJSON) == "structure,empreinte,serie,emise")
        #expect(
            card.createdJSON.object?["empreinte"]
                == .string(Fingerprint(structure: card.cleStructure).description))
    }

    @Test("une demande, son étape et son dossier commencent par les mêmes clés")
    func requests() throws {
        let summary = "n,droit,statut,recue,echeance,enRetard,par,executee,reponses"
        var request = FakeRequest(.effacement, denis)
        request.fiches = [request.held(.fiche)]
        try request.isTold(by: partnership.operateur.daemon)
        let requests = try Requests.handling(denis.context)
        let opened = try OpenedRequest(requests.dossier(3), requests.session)
        #expect(Self.keys(opened.dossier.file.request.json) == summary)
        #expect(
            Self.keys(opened.json)
                == summary + ",personnes,etapes,destinataires,fiches,tableaux,transmissions,"
                + "aExaminer,detruits,accuses,reponsesRecues")
        let step = opened.json.object?["etapes"]?.array?.first?.object
        #expect(step?["numeroAGDREF"] == .string(FakeRequest.number.digits))
        #expect(step?["details"] == nil)
        #expect(
            Self.keys(opened.json.object?["fiches"]?.array?.first)
                == "de,id,boite,objet,partenaires,scelle,regle,echeance,suspendue")
        let answer = try requests.enter(.execution(contentieux: nil, plis: 2), 3)
        #expect(Self.keys(answer.json) == summary + ",aExaminer,changees,dues")
    }

    @Test("un incident, et tout ce qu'on en sait : la portée et les avis de plus ; où il en est")
    func incidents() throws {
        let file = try IncidentFile(
            FakeIncident(denis, about: partnership.ml.structure).incident, denis.session())
        #expect(
            Self.keys(file.json)
                == "n,type,statut,decouverte,declaration,personnes,enregistrements,echeances")
        #expect(
            file.report.prefix(3) == [
                "Touché : environ 2 personnes, 3 enregistrements.",
                "  ml.example : 3 enregistrements, 2 personnes", "Délais :",
            ])
        let whole = file.wholeJSON.object
        #expect(whole?["touche"] != nil && whole?["avis"] == .array([]))
        #expect(whole?["echeances"] == file.json.object?["echeances"])
    }

    @Test("ce qui ne va pas au service n'est dit que s'il y en a")
    func service() {
        var state = ServiceState()
        let always = Self.keys(state.json)
        #expect(always.hasPrefix("depuis,enAttente,retenus,expires") && !always.contains("disque"))
        state.suspensions = [
            LogSuspension(structure: partnership.ml.structure, depuis: nil, par: [])
        ]
        (state.isFull, state.isPurgeStopped) = (true, true)
        let now = state.json.object
        #expect(now?["disquePlein"] == .bool(true) && now?["purgeArretee"] == .bool(true))
        #expect(now?["suspendu"]?.array?.map(Self.keys) == ["structure,par"])
    }

    @Test("une purge sans procès-verbal n'en dit pas le contrôle ; un fichier dit s'il est détruit")
    func purge() {
        let result = Purge.Result(destroyed: 0, suspended: 2, attestation: nil)
        #expect(result.json.text == #"{"detruits":0,"suspendus":2}"#)
        for (since, until, words) in [
            (now, now, "entre le \(ParisTime.column(now)) et le \(ParisTime.column(now))"),
            (nil, now, "avant le \(ParisTime.column(now)), depuis la sauvegarde"),
            (now, nil, "depuis la sauvegarde"),
        ] as [(Instant?, Instant?, String)] {
            let lost = LostEntries(
                since: since, until: until, unasked: [], conventions: 0, contentieux: 0, fins: 0,
                incidents: 0, demandes: 0)
            #expect(lost.french == words)
        }
        let key = PliKey(de: partnership.ml.structure, id: .random())
        let copie = Copie(
            chemin: "/f.json", nature: .fiche, ecrit: now, source: .init(fiches: [key]))
        #expect(copie.json([key]).object?["detruite"] == .bool(true))
        #expect(copie.json([]).object?["detruite"] == .bool(false))
    }

    @Test("une fiche jugée dit le champ, sa place et ce qui y est attendu")
    func findings() {
        let report = Fiche.validate(
            Array("{}".utf8), today: denis.context.today, reponseA: false)
        #expect(Self.keys(report.json) == "valide,erreurs,avertissements")
        #expect(report.json.object?["valide"] == .bool(false))
        let first = report.json.object?["erreurs"]?.array?.first
        #expect(Self.keys(first) == "champ,pointeur,message")
    }
}

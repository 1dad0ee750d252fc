import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

/// What the daemon says of plis, written and read by one description.
@Suite struct LocalFicheTests {
    private static let envoi = """
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","objet":"fiche","modele":"spe",\
        "de":"agir38.example","pour":"ml.example","auteur":"agir38.example/claire",\
        "scelle":"2026-11-23T09:00:00Z","recu":"2026-11-23T09:01:00Z","statut":"remis",\
        "conserverJusquA":"2031-11-23","taille":1234,\
        "reponseA":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b01","retenu":true,\
        "accuses":[{"statut":"remis","par":"ml.example/service","le":"2026-11-23T09:01:00Z"}],\
        "voie":"service"}
        """
    private static let delayed = """
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","objet":"fiche","modele":"spe",\
        "de":"agir38.example","pour":"ml.example","auteur":"agir38.example/claire",\
        "scelle":"2026-11-23T09:00:00Z","statut":"en-attente",\
        "conserverJusquA":"2031-11-23","taille":1234,"partirApres":"2026-11-23T09:02:00Z",\
        "accuses":[],"voie":"service"}
        """
    private static let unreached = """
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","objet":"fiche","modele":"spe",\
        "de":"agir38.example","pour":"ml.example","auteur":"agir38.example/claire",\
        "scelle":"2026-11-23T09:00:00Z","statut":"en-attente",\
        "conserverJusquA":"2031-11-23","taille":1234,\
        "injoignable":{"structure":"ml.example","cause":"certificat-expire",\
        "depuis":"2026-11-23T09:00:10Z","le":"2026-11-23T10:00:10Z"},\
        "accuses":[],"voie":"service"}
        """
    private static let recu = """
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","objet":"recu",\
        "de":"agir38.example","pour":"agir38.example","auteur":"agir38.example/claire",\
        "scelle":"2026-11-23T09:00:00Z","recu":"2026-11-23T09:01:00Z","statut":"non-lu",\
        "conserverJusquA":"2031-11-23","taille":0,"origine":"ml.example","voie":"papier"}
        """
    private static let withdrawal = """
        {"pour":"ml.example","issue":"peut-etre-parti","voie":"archive",\
        "le":"2026-11-23T09:00:00Z","par":"agir38.example/claire","motif":"doublon"}
        """
    private static let reception = """
        {"id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","roles":["referent"],"objet":"violation",\
        "de":"ml.example","pour":"agir38.example","auteur":"ml.example/denis",\
        "scelle":"2026-11-23T09:00:00Z","recu":"2026-11-23T09:01:00Z","statut":"non-lu",\
        "conserverJusquA":"2031-11-23","taille":0}
        """
    private static let course = """
        [{"statut":"depot","par":"agir38.example/claire","le":"2026-11-23T09:00:00Z"},\
        {"statut":"remis","par":"ml.example/service","pour":"ml.example",\
        "le":"2026-11-23T09:01:00Z"}]
        """
    private static let reasons = """
        [{"statut":"depot","par":"agir38.example/claire","le":"2026-11-23T09:00:00Z",\
        "motifs":[{"declaration":"sans-copie-ofii","motif":"YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="}]}]
        """
    private static let destroyed = """
        {"de":"ml.example","id":"0b7c1f2e-5d3a-4c7b-9e21-6a4f8d2c1b00","le":"2026-11-23T09:00:00Z"}
        """

    private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    @Test(
        "ce qui se lit se réécrit aux mêmes octets",
        arguments: [envoi, reception, delayed, unreached, recu])
    func entries(_ text: String) throws {
        #expect(try BoxEntry(parse(text)).value.text == text)
    }

    @Test("un envoi qui attend dit pourquoi, depuis quand et quand l'on essaya, à l'heure de Paris")
    func unreachable() throws {
        let partner = try #require(try BoxEntry(parse(Self.unreached)).injoignable)
        #expect(
            partner.french
                == "ml.example est injoignable depuis le 23/11/2026 à 10:00, dernier essai le "
                + "23/11/2026 à 11:00 : son certificat a expiré, ou ne vaut pas encore")
        #expect(try BoxEntry(parse(Self.delayed)).injoignable == nil)
    }

    @Test("un suivi et un pli détruit se réécrivent aux mêmes octets")
    func others() throws {
        #expect(try Course(parse(Self.course)).value.text == Self.course)
        #expect(try Course(parse(Self.reasons)).value.text == Self.reasons)
        #expect(try DestroyedPli(parse(Self.destroyed)).value.text == Self.destroyed)
    }

    @Test("un retrait se lit et se réécrit ; une demande dit un motif, et rien d'autre")
    func withdrawals() throws {
        #expect(try Withdrawal(parse(Self.withdrawal)).value.text == Self.withdrawal)
        for motif in Retrait.Motif.allCases {
            for isUnsent in [false, true] {
                let request = Withdrawal.Request(motif, isUnsent: isUnsent)
                #expect(Withdrawal.Request(request.body) == request)
            }
        }
        for wrong in [
            "", "{}", #"{"motif":"envie"}"#, #"{"motif":1}"#, #"{"motif":"autre","de":"x"}"#,
            #"{"motif":"autre","pasParti":false}"#, #"{"motif":"autre","pasParti":"oui"}"#,
        ] { #expect(Withdrawal.Request(Array(wrong.utf8)) == nil) }
    }

    @Test("qui a donné un document est son origine, et un autre pli n'en a pas")
    func origin() throws {
        #expect(try BoxEntry(parse(Self.recu)).sender.text == "ml.example")
        #expect(try BoxEntry(parse(Self.reception)).sender.text == "ml.example")
        var object = try #require(try parse(Self.recu).object)
        object["origine"] = nil
        #expect(throws: LocalUnreadable("pli.origine")) { try BoxEntry(.object(object)) }
        var other = try #require(try parse(Self.reception).object)
        other["origine"] = .string("ml.example")
        #expect(throws: LocalUnreadable("pli.origine")) { try BoxEntry(.object(other)) }
    }

    @Test("une ligne dit où elle en est")
    func place() throws {
        let envoi = try BoxEntry(parse(Self.envoi))
        #expect(envoi.envoi == .remis && envoi.reception == nil)
        #expect(envoi.isHeldBack && envoi.accuses.map(\.statut) == [.remis])
        let reception = try BoxEntry(parse(Self.reception))
        #expect(reception.reception == .nonLu && reception.envoi == nil)
        #expect(!reception.isHeldBack && reception.accuses.isEmpty)
    }

    @Test(
        "un membre qui manque, ou d'un autre type, est une erreur",
        arguments: [
            "id", "objet", "de", "pour", "auteur", "scelle", "recu", "statut", "conserverJusquA",
            "taille",
        ])
    func strict(_ key: String) throws {
        var object = try #require(try parse(Self.reception).object)
        object[key] = nil
        #expect(throws: LocalUnreadable("pli.\(key)")) { try BoxEntry(.object(object)) }
        object[key] = .array([])
        #expect(throws: LocalUnreadable("pli.\(key)")) { try BoxEntry(.object(object)) }
    }

    @Test("un membre qu'une version à venir ajoute est passé")
    func tolerant() throws {
        var object = try #require(try parse(Self.reception).object)
        object["nouveau"] = .bool(true)
        #expect(try BoxEntry(.object(object)).value.text == Self.reception)
    }

    @Test("un statut d'envoi n'est pas celui d'une réception ; un suivi a une étape au moins")
    func states() throws {
        var object = try #require(try parse(Self.reception).object)
        object["statut"] = .string("expire")
        #expect(throws: LocalUnreadable("pli.statut")) { try BoxEntry(.object(object)) }
        #expect(throws: LocalUnreadable("suivi")) { try Course(.array([])) }
    }
}

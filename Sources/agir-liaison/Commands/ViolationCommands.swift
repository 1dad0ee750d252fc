import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct ViolationGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "violation",
        abstract: "Les violations de données et les plaintes : qui prévenir, et avant quand.",
        discussion: "agir-liaison violation lister",
        subcommands: [
            ViolationDeclarer.self, ViolationQualifier.self, ViolationNotifier.self,
            ViolationNotifie.self, ViolationRetard.self, ViolationClore.self, ViolationLister.self,
            ViolationMontrer.self, ViolationRegistre.self,
        ])

    /// The session of who handles incidents.
    static func session(_ options: CommonOptions) throws -> Session {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.handleIncident)
        return session
    }

    /// Says how an incident stands after a step.
    static func show(_ file: IncidentFile, _ said: String, _ options: CommonOptions) {
        if options.json { return Output.json(.object(IncidentPrinter.summary(file))) }
        Output.line(said)
        IncidentPrinter.show(file)
    }

    static func addressee(_ text: String) throws -> NoticeAddressee {
        guard let addressee = NoticeAddressee(text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un destinataire.",
                next: "C'est ofii, cnil, personnes, ou le nom d'une structure.")
        }
        return addressee
    }

    /// A reason for the register, read from the option or asked.
    static func reason(
        _ given: String?, _ question: String, _ incidents: Incidents
    ) throws -> SealedText? {
        guard let text = given ?? Terminal.ask(question), !text.allSatisfy(\.isWhitespace) else {
            return nil
        }
        return try SealedText(text, to: incidents.readers)
    }
}

struct ViolationQualifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "qualifier",
        abstract: "Précise ou corrige un incident, et décide qui prévenir.",
        discussion: "agir-liaison violation qualifier 1 --risque eleve --mesures \"Clés changées\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(help: "Moment corrigé de la découverte ; demande un motif.")
    var decouverte: String?

    @Option(help: "Moment corrigé de la réception d'une plainte ; demande un motif.")
    var recue: String?

    @Option(help: "Moment où l'on a été sûr que des données sont touchées ; demande un motif.")
    var connaissance: String?

    @Option(help: "Moment du premier soupçon ; demande un motif.")
    var soupcon: String?

    @Option(
        parsing: .upToNextOption,
        help: "Ce qui est atteint : confidentialite, integrite, disponibilite.")
    var nature: [String] = []

    @OptionGroup var scope: IncidentScopeOptions

    @Option(parsing: .upToNextOption, help: "Partenaires non concernés ; demande un motif.")
    var sansPartenaire: [String] = []

    @Option(help: "Risque pour les personnes : aucun (demande un motif), limite ou eleve.")
    var risque: String?

    @Option(help: "Si des données de l'OFII sont touchées : oui, ou non (demande un motif).")
    var ofii: OuiNon?

    @Option(help: "Nombre approximatif de personnes.")
    var personnes: Int?

    @Option(help: "Nombre approximatif d'enregistrements.")
    var enregistrements: Int?

    @Option(help: "Ce qui s'est passé, sans nommer personne ; « - » : lu sur l'entrée standard.")
    var faits: String?

    @Option(help: "Catégories de personnes et de données.")
    var categories: String?

    @Option(help: "Conséquences probables.")
    var consequences: String?

    @Option(help: "Mesures prises.")
    var mesures: String?

    @Option(parsing: .upToNextOption, help: "Ce qui n'est pas encore connu (remplace).")
    var inconnu: [String] = []

    @Flag(help: "Plus rien n'est inconnu.")
    var toutConnu = false

    @Option(parsing: .upToNextOption, help: "Partenaires à qui plus aucune fiche ne part.")
    var arreterEnvois: [String] = []

    @Option(parsing: .upToNextOption, help: "Partenaires à qui les fiches partent de nouveau.")
    var reprendreEnvois: [String] = []

    @Option(help: "Motif, scellé pour les DPO ; il entre au registre.")
    var motif: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try ViolationGroup.session(options)
        let incidents = Incidents(session: session)
        let file = try incidents.file(n)
        var said = IncidentFact.Qualification()
        said.moments = try .init(
            soupcon: IncidentOptions.moment(soupcon),
            decouverte: IncidentOptions.moment(decouverte),
            reception: IncidentOptions.moment(recue),
            connaissance: IncidentOptions.moment(connaissance))
        said.natures = nature.isEmpty ? nil : try IncidentOptions.natures(nature)
        said.portee = try scope.scope(session)
        said.sans = try IncidentOptions.structures(sansPartenaire)
        said.risque = try risque.map { text in
            guard let risk = IncidentRisk(rawValue: text) else {
                throw Failure(.usage, "Le risque est aucun, limite ou eleve.")
            }
            return risk
        }
        said.ofii = ofii.map { $0 == .oui }
        (said.personnes, said.enregistrements) = (personnes, enregistrements)
        guard (personnes ?? 0) >= 0, (enregistrements ?? 0) >= 0 else {
            throw Failure(.usage, "Un nombre n'est pas négatif.")
        }
        said.textes = try texts(file).map { try incidents.sealed($0) }
        if said.needsReason || motif != nil {
            said.motif = try ViolationGroup.reason(motif, "Motif : ", incidents)
            guard said.motif != nil else {
                throw Failure(
                    .usage, "Cette correction demande un motif.",
                    next: "Ajoutez --motif \"…\" : il entre au registre.")
            }
        }
        // To hold back what goes to a partner weighs nothing yet.
        let isOnlyStops =
            said == IncidentFact.Qualification() && !(arreterEnvois + reprendreEnvois).isEmpty
        var result =
            isOnlyStops ? file : try incidents.enter(.qualification(said), incident: n)
        for (names, isStopped) in [(arreterEnvois, true), (reprendreEnvois, false)] {
            for name in try IncidentOptions.structures(names) {
                result = try incidents.enter(.envois(name, isStopped: isStopped), incident: n)
            }
        }
        ViolationGroup.show(
            result, "Incident n° \(n) \(isOnlyStops ? "à jour" : "qualifié").", options)
    }

    /// What was written before, with what is given; nil: nothing is.
    private func texts(_ file: IncidentFile) throws -> IncidentTexts? {
        let isGiven =
            [faits, categories, consequences, mesures].contains { $0 != nil } || !inconnu.isEmpty
            || toutConnu
        guard isGiven else { return nil }
        guard !file.isTold || faits != nil else {
            throw Failure(
                .usage, "Les textes de cet incident sont d'un partenaire.",
                next: "Donnez d'abord les vôtres : --faits \"…\".")
        }
        let own = file.isTold ? nil : file.textes
        guard let held = own ?? (faits == nil ? nil : IncidentTexts(faits: "")) else {
            throw Failure(
                .notAllowed, "Les textes de cet incident sont scellés pour d'autres DPO.",
                next: "Donnez-les tous : --faits et la suite.")
        }
        return IncidentTexts(
            faits: try IncidentOptions.text(faits) ?? held.faits,
            consequences: consequences ?? held.consequences, mesures: mesures ?? held.mesures,
            inconnu: toutConnu ? [] : inconnu.isEmpty ? held.inconnu : inconnu,
            categories: categories ?? held.categories)
    }
}

struct ViolationNotifie: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "notifie",
        abstract: "Enregistre ce qui a été dit hors du programme, et arrête ce délai.",
        discussion:
            "agir-liaison violation notifie 1 --a ofii --le \"28/03/2026 21:30\" --moyen telephone "
            + "--reference \"Appel 2026-118\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(name: .customLong("a"), help: "Qui a été prévenu : ofii, cnil, personnes, structure.")
    var a: String

    @Option(help: "Quand (heure de Paris), ou « maintenant ».")
    var le: String

    @Option(help: "Moyen : telephone, courriel, courrier ou teleservice.")
    var moyen: String

    @Option(help: "Référence, scellée pour les DPO : nom, numéro d'appel ou de dossier.")
    var reference: String

    @Option(help: "Motif, si le délai était passé.")
    var motifRetard: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let addressee = try ViolationGroup.addressee(a)
        guard let means = NoticeMeans(rawValue: moyen) else {
            throw Failure(
                .usage, "Le moyen est telephone, courriel, courrier ou teleservice.")
        }
        guard let moment = try IncidentOptions.moment(le) else { return }
        let session = try ViolationGroup.session(options)
        let incidents = Incidents(session: session)
        let file = try incidents.file(n)
        let deadline = file.deadline(of: addressee, session)
        if let deadline, let end = deadline.echeance, moment > end,
            motifRetard != nil || file.lateReason(deadline.destinataire) == nil
        {
            if let reason = try ViolationGroup.reason(
                motifRetard, "Le délai finissait le \(ParisTime.french(end)). Motif du retard : ",
                incidents)
            {
                try incidents.enter(.retard(deadline.destinataire, motif: reason), incident: n)
            }
        }
        let result = try incidents.enter(
            .notifie(
                addressee, le: moment, moyen: means,
                reference: SealedText(reference, to: incidents.readers)), incident: n)
        ViolationGroup.show(result, "Noté : \(addressee.french) prévenu.", options)
    }
}

struct ViolationRetard: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "retard", abstract: "Dit pourquoi quelqu'un a été prévenu en retard.",
        discussion:
            "agir-liaison violation retard 1 --a ml-grenoble.example --motif \"Service en panne\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(name: .customLong("a"), help: "Qui : ofii, cnil, personnes ou structure.")
    var a: String

    @Option(help: "Motif, scellé pour les DPO ; il entre au registre.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let addressee = try ViolationGroup.addressee(a)
        let session = try ViolationGroup.session(options)
        let incidents = Incidents(session: session)
        let result = try incidents.enter(
            .retard(addressee, motif: SealedText(motif, to: incidents.readers)), incident: n)
        ViolationGroup.show(result, "Motif du retard noté.", options)
    }
}

struct ViolationClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore", abstract: "Clôt un incident, une fois chacun prévenu.",
        discussion: "agir-liaison violation clore 1")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(help: "Motif, s'il reste quelqu'un à prévenir ; il entre au registre.")
    var motif: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try ViolationGroup.session(options)
        let incidents = Incidents(session: session)
        let reason = try motif.map { try SealedText($0, to: incidents.readers) }
        let result = try incidents.enter(.cloture(motif: reason), incident: n)
        ViolationGroup.show(result, "Incident n° \(n) clos ; il reste au registre.", options)
    }
}

extension IncidentFile {
    /// The clock that being told stops: a DT OFII stops the OFII's.
    func deadline(of addressee: NoticeAddressee, _ session: Session) -> Echeance? {
        if let own = echeances.first(where: { $0.destinataire == addressee }) { return own }
        guard case .structure(let name) = addressee,
            (try? session.folder.contact(name))??.carte.type == .dtOFII
        else { return nil }
        return echeances.first { $0.destinataire == .ofii }
    }
}

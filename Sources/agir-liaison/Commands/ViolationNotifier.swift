import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct ViolationNotifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "notifier",
        abstract: "Notifie un incident aux partenaires, scellé pour leurs DPO.",
        discussion: "agir-liaison violation notifier 1 --apercu")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(
        name: .customLong("a"), parsing: .upToNextOption,
        help: "Seulement à : structures, ou ofii (défaut : tous ceux qui restent à prévenir).")
    var a: [String] = []

    @Flag(help: "Montre la notification sans l'envoyer.")
    var apercu = false

    @Option(help: "Format de l'aperçu : texte ou html.")
    var format: FicheFormat = .texte

    @Option(help: "« referent » : scelle aux référents du partenaire qui n'a pas d'agent DPO.")
    var aDefaut: String?

    @Option(help: "Motif, si le délai est passé.")
    var motifRetard: String?

    @Option(
        help:
            "Texte des faits pour les partenaires, à la place de celui de l'incident (« - » : lu).")
    var faits: String?

    @Option(help: "Qui appeler : nom.")
    var contactNom: String?

    @Option(help: "Qui appeler : téléphone.")
    var contactTelephone: String?

    @Option(help: "Qui appeler : courriel.")
    var contactCourriel: String?

    @Option(
        name: .shortAndLong,
        help: "Dossier où écrire les fichiers scellés des partenaires sans service.")
    var output = "."

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard aDefaut == nil || aDefaut == Role.referent.rawValue else {
            throw Failure(.usage, "--a-defaut ne prend que « referent ».")
        }
        let session = try ViolationGroup.session(options)
        let incidents = Incidents(session: session)
        let file = try incidents.file(n)
        guard !file.isTold || faits != nil else {
            throw Failure(
                .usage,
                "Les textes de cet incident sont d'un partenaire : ils ne se transmettent pas tels quels.",
                next: "Dites ce que vos partenaires ont à savoir : --faits \"…\".")
        }
        let held = file.isTold ? nil : file.textes
        guard var texts = held ?? faits.map({ IncidentTexts(faits: $0) }) else {
            throw Failure(
                .notAllowed, "Les textes de cet incident sont scellés pour d'autres DPO.",
                next: "Donnez-les : « violation qualifier \(n) --faits … », ou --faits.")
        }
        texts.faits = try IncidentOptions.text(faits) ?? texts.faits
        let contact = NoticeContact(
            session, nom: contactNom, telephone: contactTelephone, courriel: contactCourriel)
        let writer = NoticeWriter(
            session: session, incidents: incidents, file: file, texts: texts,
            contact: contact.contact, classical: classique)
        let targets = try NoticeTargets(session: session, file: file).targets(a)
        guard !targets.isEmpty else {
            for echeance in file.echeances where echeance.isRunning {
                Output.note(Output.visible(echeance.french(at: file.heure)))
            }
            return Output.line("Il ne reste personne à qui écrire de l'incident n° \(n).")
        }
        if file.type == .plainte, faits == nil {
            Output.note(
                "Les faits partent tels qu'ils sont écrits ; --faits en dit moins, si le partenaire n'a pas "
                    + "besoin de tout.")
        }
        if contact.isMissing {
            Output.note(
                "Attention : votre carte ne donne ni téléphone ni courriel de DPO. Donnez-les par "
                    + "--contact-telephone et --contact-courriel.")
        }
        var (sent, failures): ([JSONObject], [(String, Failure)]) = ([], [])
        for target in targets {
            do {
                if let row = try notify(target, writer, session) { sent.append(row) }
            } catch {
                failures.append((target.name, Failure(error)))
            }
        }
        if options.json, !apercu {
            var object = JSONObject()
            object["n"] = .integer(Int64(n))
            object["notifications"] = .array(sent.map { .object($0) })
            Output.json(.object(object))
        }
        try report(failures)
    }

    /// - Returns: what was sent; nil for a preview, or for what is to be told by telephone.
    private func notify(
        _ target: NoticeTargets.Target, _ writer: NoticeWriter, _ session: Session
    ) throws -> JSONObject? {
        let isOFII = target.deadline?.destinataire == .ofii
        let reason = try lateReason(target, writer)
        let acte = writer.acte(for: target.structure, isOFII: isOFII, lateReason: reason)
        let document = NoticeDocument(
            acte, from: "\(session.own.libelle) (\(session.own.structure))", signature: nil)
        // Four hours: the voice first.
        if isOFII { Output.note(document.script(to: "l'OFII", contact: target.contact)) }
        if apercu {
            StandardStream.output.write(format == .html ? document.html : document.text)
            return nil
        }
        guard let name = target.structure else {
            let (said, hint) = (
                "Aucune DT OFII n'est de vos contacts vérifiés : téléphonez.",
                "Une fois dit : « agir-liaison violation notifie \(n) --a ofii --le maintenant --moyen "
                    + "telephone --reference … »."
            )
            guard a.isEmpty else { throw Failure(.notAllowed, said, next: .sentence(hint)) }
            Output.note("\(said) \(hint)")
            var row = JSONObject()
            row["pour"] = .string("ofii")
            row["moyen"] = .string("telephone")
            return row
        }
        let roles = try roles(name, document, target, session)
        let destination = try Destination(
            name.text, session: session, unverifiedReason: nil, roles: roles, allowsExpired: true)
        if let reason, let deadline = target.deadline, deadline.statut == "en-retard" {
            try writer.incidents.enter(
                .retard(
                    deadline.destinataire,
                    motif: SealedText(reason, to: writer.incidents.readers)), incident: n)
        }
        let result = try writer.send(acte, to: destination, roles: roles, folder: output)
        return tell(result, name, acte, target)
    }

    /// After the deadline a reason is compulsory: it is recorded, and the partner reads it.
    private func lateReason(
        _ target: NoticeTargets.Target, _ writer: NoticeWriter
    ) throws -> String? {
        guard let deadline = target.deadline, deadline.statut == "en-retard", !apercu else {
            return motifRetard
        }
        let known = motifRetard ?? writer.file.lateReason(deadline.destinataire)
        let end = deadline.echeance.map(ParisTime.french) ?? ""
        let reason =
            known
            ?? Terminal.ask(
                "Le délai de \(deadline.destinataire) finissait le \(end). Motif du retard : ")
        guard let reason, !reason.allSatisfy(\.isWhitespace) else {
            throw Failure(
                .data, "Le délai finissait le \(end) : il faut un motif du retard.",
                next:
                    "Ajoutez --motif-retard \"…\" : il entre au registre, et le partenaire le lit.")
        }
        return reason
    }

    /// The partner's DPOs, or its referents when it has none and that was agreed to.
    private func roles(
        _ name: StructureName, _ document: NoticeDocument, _ target: NoticeTargets.Target,
        _ session: Session
    ) throws -> [Role] {
        let card = try session.trustedCard(name)
        guard card.agents(with: .dpo).isEmpty else { return [.dpo] }
        if aDefaut != nil { return [.referent] }
        Output.note(document.script(to: card.libelle, contact: target.contact))
        throw Failure(
            .notAllowed, "La carte de \(name) ne nomme aucun agent DPO.",
            next: .sentence(
                "Téléphonez (texte ci-dessus), puis « violation notifie » ; ou scellez à ses référents : "
                    + "--a-defaut referent."))
    }

    private func tell(
        _ result: NoticeWriter.Sent, _ name: StructureName, _ acte: ViolationActe,
        _ target: NoticeTargets.Target
    ) -> JSONObject {
        var row = JSONObject()
        row["pour"] = .string(name.text)
        row["phase"] = .integer(Int64(acte.phase))
        row["echeance"] = target.deadline?.echeance.map { .string($0.description) }
        switch result {
        case .deposited(let id):
            row["id"] = .string(id.text)
            let until = target.deadline?.echeance.map {
                " Elle doit être remise avant le \(ParisTime.french($0))."
            }
            if !options.json {
                Output.line(
                    "\(name) : notification n° \(acte.phase) confiée au service.\(until ?? "")")
            }
        case .written(let path, let id):
            row["id"] = .string(id.text)
            row["fichier"] = .string(path)
            if !options.json {
                Output.line("\(name) : notification scellée dans \(Output.visible(path)).")
            }
            Output.note(
                "Ce partenaire n'a pas de service : envoyez ce fichier par courriel. Il s'ouvre avec la clé de "
                    + "son DPO ; une clé ou une phrase va toujours par un autre canal, jamais avec lui. Puis « agir-liaison violation "
                    + "notifie \(n) --a \(name) --le maintenant --moyen courriel --reference … ».")
        }
        return row
    }

    private func report(_ failures: [(String, Failure)]) throws {
        guard let first = failures.first else { return }
        if failures.count == 1 { throw first.1 }
        for (name, failure) in failures {
            Output.note("\(name) : \(failure.message) \(failure.next?.words ?? "")")
        }
        throw Failure(
            first.1.code, "\(failures.count) notifications ne sont pas parties.",
            next: "Voyez ci-dessus, puis recommencez : ce qui est parti ne part pas deux fois.")
    }
}

/// Who is to be written to about an incident, and whom to call there.
struct NoticeTargets {
    let session: Session
    let file: IncidentFile

    struct Target {
        /// Nil: the OFII, of whom no card is held.
        let structure: StructureName?
        let deadline: IncidentFile.Echeance?
        /// Whom to call.
        let contact: String

        var name: String { structure?.text ?? "ofii" }
    }

    /// - Parameter names: those; none: all who wait.
    func targets(_ names: [String]) throws -> [Target] {
        guard !names.isEmpty else {
            return try file.echeances.filter(\.isWaiting).flatMap { deadline -> [Target] in
                switch deadline.destinataire {
                case .ofii: try offices(deadline)
                case .structure(let name): try [target(name, deadline)]
                case .cnil, .personnes: []
                }
            }
        }
        return try names.flatMap { text -> [Target] in
            switch try ViolationGroup.addressee(text) {
            case .ofii: return try offices(file.echeances.first { $0.destinataire == .ofii })
            case .structure(let name):
                let addressee = NoticeAddressee.structure(name)
                guard let deadline = file.deadline(of: addressee, session) else {
                    throw Failure(
                        .data, "L'incident n° \(file.n) n'a rien à dire à \(name).",
                        next:
                            "« agir-liaison violation qualifier \(file.n) --partenaire \(name) » l'ajoute."
                    )
                }
                return [try target(name, deadline)]
            case .cnil, .personnes:
                throw Failure(
                    .usage, "La CNIL et les personnes ne sont pas prévenues par un pli.",
                    next:
                        "« agir-liaison violation montrer \(file.n) --cnil », puis « violation notifie »."
                )
            }
        }
    }

    /// The DT OFII: those of the `ofii` conventions, else those that are touched, else the one there is.
    private func offices(_ deadline: IncidentFile.Echeance?) throws -> [Target] {
        guard let deadline else {
            throw Failure(.data, "L'incident n° \(file.n) n'a rien à dire à l'OFII.")
        }
        let known = session.folder.contactNames().filter {
            (try? session.trustedCard($0))?.type == .dtOFII
        }
        let bound = try conventions().filter { $0.convention.type == .ofii }
            .flatMap(\.convention.avec)
        let touched = file.partenaires
        let names =
            [bound, touched].map { names in known.filter(names.contains) }.first { !$0.isEmpty }
            ?? (known.count == 1 ? known : [])
        guard !names.isEmpty else {
            return [
                Target(
                    structure: nil, deadline: deadline,
                    contact: try contact(nil, type: .ofii))
            ]
        }
        return try names.map { target in
            Target(
                structure: target, deadline: deadline, contact: try contact(target, type: .ofii))
        }
    }

    private func target(
        _ name: StructureName, _ deadline: IncidentFile.Echeance
    ) throws -> Target {
        Target(structure: name, deadline: deadline, contact: try contact(name, type: nil))
    }

    private func conventions() throws -> [ConventionState] {
        try Retention(session: session).conventions().states.filter { $0.isInForce(on: Now.today) }
    }

    /// As our conventions name it, else as the partner's card does.
    private func contact(_ name: StructureName?, type: Convention.Kind?) throws -> String {
        let fit = try conventions().filter { state in
            (type == nil || state.convention.type == type)
                && (name.map(state.convention.avec.contains) ?? true)
        }
        let said = fit.lazy.map(\.convention.contacts)
            .compactMap { $0.incident ?? $0.ssi ?? $0.dpo }.first
        if let said { return Output.visible(said) }
        let card = name.flatMap { try? session.trustedCard($0) }
        let held = [card?.dpo?.telephone, card?.dpo?.courriel ?? card?.courriel].compactMap(\.self)
        return held.isEmpty
            ? "contact inconnu : voyez la convention" : Output.visible(held.joined(separator: ", "))
    }
}

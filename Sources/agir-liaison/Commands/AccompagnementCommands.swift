import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct AccompagnementGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accompagnement",
        abstract: "La fin de l'accompagnement d'une personne : trois ans après, tout est détruit.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20",
        subcommands: [AccompagnementClore.self, AccompagnementRouvrir.self])
}

/// Whose file it is.
struct PersonOptions: ParsableArguments {
    @Argument(help: "« - » : le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Ou une fiche de cette personne.")
    var fiche: String?
}

struct AccompagnementClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt l'accompagnement, et le dit à chaque structure qui a reçu une fiche.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20")

    @OptionGroup var person: PersonOptions

    @Option(help: "Dernier jour de l'accompagnement.")
    var le: String

    @Option(help: "DT OFII à prévenir, quand plusieurs sont de vos contacts.")
    var ofii: String?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try ConventionGroup.day(le)
        let session = try Session.open(try options.context).synchronize()
        try session.require(.closeFile)
        let person = try PersonSelector(person.personne, fiche: person.fiche, session)
        let retention = Retention(session: session)
        let outcome = try retention.enter(.fin(personnes: person.indices, le: day))
        outcome.say()
        let (told, failures) = try tell(person, day, session)
        if options.json {
            var object = JSONObject()
            object["changees"] = .integer(outcome.changed)
            object["dues"] = .integer(outcome.due)
            object["prevenues"] = .array(told.map { .string($0.text) })
            Output.json(.object(object))
        } else {
            Output.line(
                "Accompagnement clos le \(day.french) ; ses fiches seront détruites dans les trois ans."
            )
            Output.line(
                told.isEmpty
                    ? "Aucune structure n'avait reçu de fiche : personne n'est à prévenir."
                    : "Sortie dite à : \(told.map(\.text).joined(separator: ", ")).")
        }
        guard failures.isEmpty else {
            for (name, why) in failures { Output.note("\(name) : \(why.message)") }
            throw Failure(
                .notAllowed, "\(failures.count) structure(s) n'ont pas pu être prévenues.",
                next: .sentence(
                    "L'accompagnement est clos ici ; recommencez quand ce qui est dit ci-dessus est "
                        + "réglé."))
        }
    }

    /// `sortie` to every structure that received a fiche about the person, and to the DT OFII.
    fileprivate func tell(
        _ person: PersonSelector, _ day: CalendarDate, _ session: Session
    ) throws -> ([StructureName], [(StructureName, Failure)]) {
        var names = try Retention(session: session).recipients(of: person.indices)
        names += try office(besides: names, session)
        var (told, failures): ([StructureName], [(StructureName, Failure)]) = ([], [])
        for name in names {
            do {
                let destination = try Destination(
                    name.text, session: session, unverifiedReason: nil)
                let sealer = Sealer(
                    session: session, destinations: [destination], classical: classique)
                try Dispatch(session, about: person.number).send(by: sealer) {
                    try $0.seal(SortieMessage(numeroAGDREF: person.number, le: day))
                }
                told.append(name)
            } catch {
                failures.append((name, Failure(error)))
            }
        }
        return (told, failures)
    }
}

extension AccompagnementClore {
    /// The DT OFII, when it did not receive a fiche: the one that there is, or the one that is named. The
    /// others have nothing to know of this person.
    private func office(
        besides names: [StructureName], _ session: Session
    ) throws -> [StructureName] {
        let offices = session.folder.contactNames().filter {
            (try? session.trustedCard($0))?.type == .dtOFII
        }
        if let ofii {
            guard let name = offices.first(where: { $0.text == ofii }) else {
                throw Failure(
                    .notAllowed, "\(Output.visible(ofii)) n'est pas une DT OFII vérifiée.",
                    next: "Voyez « agir-liaison contact lister ».")
            }
            return names.contains(name) ? [] : [name]
        }
        guard !offices.contains(where: names.contains) else { return [] }
        if offices.count > 1 {
            Output.note(
                "Plusieurs DT OFII sont de vos contacts : aucune n'est prévenue. Recommencez avec --ofii "
                    + "STRUCTURE.")
        }
        return offices.count == 1 ? offices : []
    }
}

struct AccompagnementRouvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rouvrir", abstract: "Rouvre un accompagnement clos ici, et dit pourquoi.",
        discussion: "agir-liaison accompagnement rouvrir - --le 2026-11-20 --motif \"Retour\"")

    @OptionGroup var person: PersonOptions

    @Option(help: "Jour de la reprise.")
    var le: String

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try ConventionGroup.day(le)
        let session = try Session.open(try options.context).synchronize()
        try session.require(.closeFile)
        let person = try PersonSelector(person.personne, fiche: person.fiche, session)
        let retention = Retention(session: session)
        let outcome = try retention.enter(
            .reprise(
                personnes: person.indices, le: day, motif: retention.sealed(motif)))
        outcome.say()
        if options.json {
            var object = JSONObject()
            object["changees"] = .integer(outcome.changed)
            return Output.json(.object(object))
        }
        Output.line("Accompagnement rouvert le \(day.french). Ce qui a été détruit ne revient pas.")
        Output.note(
            "Les structures qui avaient appris la sortie ne l'apprennent pas d'elles-mêmes : prévenez-les."
        )
    }
}

struct SortieGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sortie", abstract: "Les sorties du programme que des partenaires disent.",
        discussion: "agir-liaison sortie confirmer 1", subcommands: [SortieConfirmer.self])
}

struct SortieConfirmer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confirmer",
        abstract:
            "Confirme une sortie reçue : elle compte alors pour ce qui s'est échangé avec elle.",
        discussion: "agir-liaison sortie confirmer 1")

    @Argument(help: "Sortie de la boîte de réception (numéro de ligne, identifiant).")
    var sortie: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.closeFile)
        let row = try BoxListing.find(sortie, session)
        let content = try SealedContent(row: row, session)
        let opened = try FicheSource.open(content, session)
        guard let message = try opened.sortie() else {
            throw Failure(.data, "Ce pli n'est pas une sortie du programme.")
        }
        try session.annotate(message.numeroAGDREF, de: row.de, id: row.id)
        if let slip = content.pli?.slip { try session.acknowledge(slip) }
        let indices = try IndexKeyring.required(session).indices(of: message.numeroAGDREF)
        let outcome = try Retention(session: session).enter(
            .sortie(de: row.de, id: row.id, personnes: indices, le: message.le))
        outcome.say()
        if options.json {
            var object = JSONObject()
            object["le"] = .string(message.le.description)
            object["changees"] = .integer(outcome.changed)
            return Output.json(.object(object))
        }
        let isOperator = try session.trustedCard(row.de).type == .operateurAGIR
        Output.line(
            isOperator
                ? "Sortie du \(message.le.french) confirmée : elle compte trente jours après sa réception, "
                    + "pour les fiches échangées avec \(row.de)."
                : "Sortie du \(message.le.french) notée. \(row.de) n'est pas un opérateur AGIR : c'est une "
                    + "information, qui ne change aucune échéance.")
    }
}

struct FicheGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiche", abstract: "À qui une fiche se rattache, et jusqu'à quand elle sert.",
        discussion: "agir-liaison fiche rattacher 1",
        subcommands: [FicheRattacher.self, FicheExclure.self, FicheUsage.self])
}

struct FicheRattacher: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rattacher",
        abstract: "Rattache une fiche à une personne, dont le numéro AGDREF est demandé.",
        discussion: "agir-liaison fiche rattacher 1")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.closeFile)
        let row = try BoxListing.find(fiche, session)
        // Only what this agent can read: it must be the right person's.
        let opened = try FicheSource.open(row, session)
        guard let held = opened.fiche else {
            throw Failure(.data, "Ce pli n'est pas une fiche : il ne se rattache pas.")
        }
        let number = try PersonOption.read("-")
        if let own = held.numeroAGDREF, own.padded != number.padded {
            throw Failure(
                .data, "Cette fiche porte un autre numéro AGDREF.",
                next: "Un numéro faux se corrige par son auteur : « agir-liaison corriger ».")
        }
        _ = try IndexKeyring.required(session)
        try session.annotate(number, de: row.de, id: row.id)
        if options.json {
            var object = JSONObject()
            object["id"] = .string(row.id.text)
            return Output.json(.object(object))
        }
        Output.line("Fiche \(row.id) rattachée.")
    }
}

struct FicheExclure: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exclure",
        abstract: "Met hors d'un contentieux ou d'une demande un pli qui ne le concerne pas.",
        discussion: "agir-liaison fiche exclure 1 --contentieux 12")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(help: "Numéro du contentieux.")
    var contentieux: Int?

    @Option(help: "Ou numéro de la demande d'une personne.")
    var demande: Int?

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard (contentieux == nil) != (demande == nil) else {
            throw Failure(.usage, "Il faut --contentieux N, ou --demande N, et un seul.")
        }
        guard contentieux ?? demande ?? 0 >= 0 else {
            throw Failure(.usage, "Un numéro n'est pas négatif.")
        }
        let session = try Session.open(try options.context)
        try session.require(.closeFile)
        let row = try BoxListing.find(fiche, session)
        var object = JSONObject()
        object["id"] = .string(row.id.text)
        if let contentieux {
            let outcome = try Retention(session: session).enter(
                .exclusion(contentieux, de: row.de, id: row.id))
            object["dues"] = .integer(outcome.due)
        } else if let demande {
            _ = try Requests(session: session).enter(
                .exclusion(de: row.de, id: row.id), demande)
        }
        if options.json { return Output.json(.object(object)) }
        let what =
            contentieux.map { "du contentieux n° \($0)" } ?? "de la demande n° \(demande ?? 0)"
        Output.line("Fiche \(row.id) mise hors \(what).")
    }
}

struct FicheUsage: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "usage",
        abstract: "Dit jusqu'à quand une fiche sert : elle est détruite ensuite.",
        discussion: "agir-liaison fiche usage 1 --jusqua 2027-01-31")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(
        name: [.customLong("jusqua"), .customLong("jusquA")], help: "Dernier jour où elle sert.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try ConventionGroup.day(jusqua)
        let session = try Session.open(try options.context)
        try session.require(.closeFile)
        let row = try BoxListing.find(fiche, session)
        let outcome = try Retention(session: session).enter(
            .usage(de: row.de, id: row.id, jusquA: day))
        outcome.say()
        if options.json {
            var object = JSONObject()
            object["id"] = .string(row.id.text)
            object["jusquA"] = .string(day.description)
            object["dues"] = .integer(outcome.due)
            return Output.json(.object(object))
        }
        Output.line(
            "Fiche \(row.id) : elle ne sert plus après le \(day.french) ; seul un contentieux ou une "
                + "exception la garderait.")
    }
}

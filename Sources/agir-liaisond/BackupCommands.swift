import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// `agir-liaisond sauvegarder`: while the service runs.
struct SauvegarderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sauvegarder",
        abstract: "Sauvegarde le service, en marche ou non, scellé pour une clé gardée ailleurs.",
        discussion: "agir-liaisond sauvegarder /var/backups/agir-liaisond --a age1…")

    @Argument(help: "Dossier des sauvegardes.")
    var dossier: String

    @Option(name: .customLong("a"), help: "Destinataire age (« sauvegarde » de la configuration).")
    var destinataire: String?

    @OptionGroup var place: StateOptions

    func run() async throws {
        try Sodium.start()
        ProcessGuard.harden()
        let environment = ProcessGuard.environment()
        let configuration = try await place.configuration(environment)
        guard let text = destinataire ?? configuration.sauvegarde else {
            throw ConfigurationError(
                "Il manque la clé pour laquelle sceller la sauvegarde.",
                hint:
                    "Faites-en une, « agir-liaisond cle-de-sauvegarde FICHIER », et donnez-la avec --a "
                    + "ou par la clé « sauvegarde » de la configuration.")
        }
        let recipient = try AgeRecipient(text)
        try StateFolder.requireOwner(configuration.etat)
        try StateFolder.requireBase(configuration.etat)
        let backup = Backup(
            place: dossier, state: configuration.etat,
            credentials: environment["CREDENTIALS_DIRECTORY"])
        let report = try backup.save(to: recipient, at: Instant(seconds: Int64(time(nil))))
        for name in report.removed { StandardStream.output.write("effacé : \(name)\n") }
        StandardStream.output.write(
            "Sauvegarde \(report.moment) : journal jusqu'à l'enregistrement \(report.mark.size).\n"
                + "Les clés, dans le sous-dossier « cles », sont à détruire sous \(Backup.keyDays) jours, "
                + "leurs copies aussi.\n")
    }
}

/// `agir-liaisond cle-de-sauvegarde`: made where the backups are not.
struct BackupKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cle-de-sauvegarde",
        abstract: "Fait la clé qui ouvre les sauvegardes, à garder hors du serveur.",
        discussion: "agir-liaisond cle-de-sauvegarde /media/cle-usb/sauvegarde.txt")

    @Argument(help: "Fichier à écrire.")
    var fichier: String

    func run() async throws {
        try Sodium.start()
        ProcessGuard.harden()
        let identity = try AgeIdentity.generate(.hybrid)
        let text = """
            # Ouvre les sauvegardes d'agir-liaisond ; à garder hors du serveur, en deux lieux.
            # public key: \(identity.recipient)
            \(identity.secretText)

            """
        try PrivateFile.write(Array(text.utf8), to: fichier)
        StandardStream.output.write("\(identity.recipient)\n")
        StandardStream.error.write(
            "Gardez \(fichier) hors de ce serveur, en deux lieux : sans lui, aucune sauvegarde ne "
                + "s'ouvre. La ligne ci-dessus est à mettre dans la configuration, clé « sauvegarde ».\n"
        )
    }
}

/// `agir-liaisond restaurer`: a server that lost its disk.
struct RestaurerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restaurer",
        abstract: "Restaure une sauvegarde dans un dossier d'état vide, et la vérifie.",
        discussion: "agir-liaisond restaurer /var/backups/agir-liaisond --identite sauvegarde.txt")

    @Argument(help: "Dossier des sauvegardes.")
    var dossier: String

    @Option(help: "Fichier de la clé qui ouvre les sauvegardes.")
    var identite: String

    @Option(help: "Laquelle, par exemple 20261124T023000Z (la dernière).")
    var instant: String?

    @Option(help: "Restaure sans le fichier « tombes » de ce qui a été détruit, pour ce motif.")
    var sansTombes: String?

    @OptionGroup var place: StateOptions

    func run() async throws {
        try Sodium.start()
        ProcessGuard.harden()
        guard sansTombes.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true else {
            throw ConfigurationError(
                "--sans-tombes demande un motif.", hint: "Dites pourquoi le fichier est perdu.")
        }
        let configuration = try await place.configuration(ProcessGuard.environment())
        let lines = try String(
            decoding: PrivateFile.read(identite, limit: 64 * 1_024), as: UTF8.self
        ).split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        let identities = lines.compactMap { try? AgeIdentity(text: String($0)) }
        guard !identities.isEmpty, identities.count == lines.count else {
            throw ConfigurationError(
                "\(identite) n'est pas un fichier de clé de sauvegarde.",
                hint: "C'est celui que « cle-de-sauvegarde » a écrit (AGE-SECRET-KEY-…).")
        }
        let folder = try StateFolder(configuration.etat)
        let backup = Backup(place: dossier, state: folder.path, credentials: nil)
        let moment = try backup.restore(
            instant, with: identities, withoutTombs: sansTombes != nil)
        let store = try LiaisonStore(folder: folder.path)
        let tombs = TombFile(folder: folder.path)
        let findings = try VerifierCommand.verify(store, tombs: tombs)
        let desks = Desks(
            Office(
                store: store, keys: try ServiceKeys(folder: folder.path),
                now: { Instant(seconds: Int64(time(nil))) }, wakeDelivery: {}),
            rules: configuration.conservation, tombs: tombs)
        // What came after the backup is lost to the log: it starts a new book, which says so.
        try desks.logbook.beginAfterRestoration(
            withoutTombs: sansTombes != nil, isSound: findings.defauts.isEmpty)
        let isWhole = try desks.retention.isTombFileWhole()
        let again = try desks.retention.restoreTombs()
        if try desks.office.isClaimed { try desks.retention.closeAllGuichets() }
        PrivateFile.remove(Backup.marker(in: folder.path))
        StandardStream.output.write(
            "Restauré de la sauvegarde \(moment). "
                + Plural.of(
                    again, "pli détruit depuis l'est de nouveau",
                    "plis détruits depuis le sont de nouveau") + " ; "
                + "les partenaires seront interrogés au démarrage. Ce qui a été reçu ensuite n'y est pas : demandez-le à "
                + "vos partenaires, puis démarrez le service. Le journal ouvre une nouvelle époque : un "
                + "administrateur lance « agir-liaison structure renouveler ».\n")
        StandardStream.output.write(
            "Ce qui a été saisi depuis la sauvegarde (conventions, fins d'accompagnement, contentieux) est perdu : rien ne se "
                + "détruit de soi-même tant qu'un DPO n'a pas lancé « agir-liaison purge reprendre ».\n"
        )
        if let sansTombes {
            StandardStream.output.write(
                "Restauré sans « tombes », motif : \(sansTombes). Notez-le au registre : le journal n'en garde "
                    + "que le fait.\n")
        }
        withExtendedLifetime(folder) {}
        if let end = backup.expiredKeys(of: moment, at: desks.office.now()) {
            StandardStream.error.write(
                "Attention : les clés de cette sauvegarde étaient à détruire après le \(end.french). Détruisez-en "
                    + "chaque copie, et dites au DPO que des fiches purgées depuis ont pu se lire.\n"
            )
        }
        if !isWhole, sansTombes == nil {
            StandardStream.error.write(
                "Attention : « tombes » ne nomme pas tout ce que la base sait détruit ; il a été raccourci. "
                    + "Cherchez-en une copie plus récente.\n")
        }
        guard findings.defauts.isEmpty else {
            StandardStream.error.write(
                "Attention : cette sauvegarde a des défauts, dits plus haut. Si une plus ancienne n'en a pas, déplacez "
                    + "ce dossier et restaurez-la. Sinon, démarrez : une alarme le redit au DPO jusqu'à ce qu'il en "
                    + "réponde.\n")
            throw VerifierCommand.Unsound()
        }
    }
}

import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// A backup is three age files of one moment, sealed to a key that is not on this server:
/// `liaison-T.age` (the database), `service-T.age` (the service's own keys) and, in the folder
/// `cles`, `cles-T-jusquau-D.age` (the blobs' keys). The last one is what a purge counts on: it must be
/// gone by its end date, and goes by itself at the next backup (design.md, «Storage»).
struct Backup {
    /// Days that a copy of the blobs' keys may last.
    static let keyDays = 30
    /// How many of the others are kept.
    static let kept = 30

    let place: String
    let state: String
    let credentials: String?

    struct Report {
        let moment: String
        let mark: LogMark
        let removed: [String]
    }

    /// Consistent while the daemon runs.
    func save(to recipient: AgeRecipient, at now: Instant) throws -> Report {
        let store = try LiaisonStore(folder: state, besideDaemon: true)
        try PrivateFile.makeFolder("\(place)/cles")
        let moment = freeMoment(from: now)
        let end = CalendarDate(dayNumber: ParisTime.date(at: now).dayNumber + Self.keyDays)
        // The copies lie on the server's own disk until they are sealed.
        let copies = Self.copies(in: state)
        defer { Self.removeCopies(in: state) }
        Self.removeCopies(in: state)
        let mark = try store.snapshot(liaison: copies[0], cles: copies[1])
        try seal(copies[1], to: recipient, as: keyFile(moment, end))
        let service = try ServiceKeys.paths(folder: state, credentials: credentials).map {
            try PrivateFile.read($0, limit: 1_024)
        }.joined()
        try PrivateFile.write(
            Age.seal(Array(service), to: [recipient]), to: "\(place)/service-\(moment).age")
        // Last: what has this file is whole.
        try seal(copies[0], to: recipient, as: "\(place)/liaison-\(moment).age")
        let removed = removeOld(at: now)
        // What was destroyed is to be known wherever a backup is.
        try TombFile(folder: place).merge(TombFile(folder: state))
        try store.write(at: now) { transaction in
            try transaction.insertBackup(BackupPlace(dossier: absolutePlace, cles: end))
            if let own = try transaction.view.ownCard()?.carte.structure {
                try transaction.record(LogEvent(.sauvegarde, by: own.key(.service)))
            }
        }
        return Report(moment: moment, mark: mark, removed: removed)
    }

    /// The daemon gives `tombes` there each day, wherever it runs.
    private var absolutePlace: String {
        guard let resolved = realpath(place, nil) else { return place }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Stands in the state folder while a restoration is under way.
    static func marker(in state: String) -> String { "\(state)/restauration" }

    private static func copies(in state: String) -> [String] {
        ["liaison", "cles"].map { "\(state)/\($0).copie" }
    }

    /// What a backup that was cut short left.
    static func removeCopies(in state: String) {
        for copy in copies(in: state) { PrivateFile.remove(copy) }
    }

    /// What the files of this backup are called: its second, or the first one after it that no other
    /// backup has, nor what an interrupted one left.
    private func freeMoment(from now: Instant) -> String {
        let files = PrivateFile.names(in: place) + PrivateFile.names(in: "\(place)/cles")
        let taken = Set(
            files.compactMap { name -> String? in
                let parts = name.split(whereSeparator: { "-.".contains($0) })
                return parts.count > 1 ? String(parts[1]) : nil
            })
        var instant = now
        while taken.contains(Self.compact(instant.description)) { instant = instant + 1 }
        return Self.compact(instant.description)
    }

    private func seal(_ path: String, to recipient: AgeRecipient, as sealed: String) throws {
        try PrivateFile.read(from: path) { source in
            try PrivateFile.write(to: sealed) {
                try Age.seal(to: [recipient], from: source, into: $0)
            }
        }
    }

    /// Old backups of the database, and every copy of keys past its end.
    private func removeOld(at now: Instant) -> [String] {
        let moments = moments()
        var removed = moments.dropLast(Self.kept).flatMap {
            ["liaison-\($0).age", "service-\($0).age"]
        }
        let today = Self.compact(ParisTime.date(at: now).description)
        removed += PrivateFile.names(in: "\(place)/cles")
            .filter { name in Self.end(of: name).map { $0 < today } ?? false }.map { "cles/\($0)" }
        for name in removed { PrivateFile.remove("\(place)/\(name)") }
        return removed
    }

    /// The moments of the backups that are there, oldest first.
    func moments() -> [String] {
        PrivateFile.names(in: place).compactMap { name in
            guard name.hasPrefix("liaison-"), name.hasSuffix(".age") else { return nil }
            return String(name.dropFirst("liaison-".count).dropLast(".age".count))
        }
    }

    /// Puts a backup into an empty state folder.
    ///
    /// - Parameters:
    ///   - moment: which one; nil: the last.
    ///   - identities: of the key that it was sealed to.
    ///   - withoutTombs: whether to go on without the file of what was destroyed.
    /// - Returns: its moment.
    func restore(
        _ moment: String?, with identities: [AgeIdentity], withoutTombs: Bool
    ) throws -> String {
        guard
            !PrivateFile.exists("\(state)/liaison.sqlite")
                || PrivateFile.exists(Self.marker(in: state))
        else {
            throw FileError(
                .wouldOverwrite,
                "Le dossier \(state) contient déjà une base : rien n'est remplacé.",
                hint: "Arrêtez le service et déplacez ce dossier, puis recommencez.")
        }
        guard PrivateFile.exists(place) else {
            throw FileError(
                .missingFile, "Le dossier \(place) n'existe pas.",
                hint: "Donnez celui des sauvegardes, que « sauvegarder » a rempli.")
        }
        guard let chosen = moment ?? moments().last, moments().contains(chosen) else {
            throw FileError(
                .missingFile, "Cette sauvegarde n'est pas dans le dossier \(place).",
                hint: moments().isEmpty
                    ? "Il n'y en a aucune." : "Il y a : \(moments().joined(separator: ", ")).")
        }
        let keys = PrivateFile.names(in: "\(place)/cles").first {
            $0.hasPrefix("cles-\(chosen)-") && $0.hasSuffix(".age")
        }
        guard let keys else {
            let end = Self.keyEnd(of: chosen).map { ", à détruire après le \($0.french)," } ?? ""
            throw FileError(
                .missingFile,
                "Les clés de cette sauvegarde\(end) ne sont plus dans \(place)/cles.",
                hint: "Sans elles aucune fiche ne se lit : choisissez une sauvegarde plus récente.")
        }
        // Before anything is written: it says whether the key is the right one.
        let service = try open("service-\(chosen).age", identities)
        let tombs = TombFile(folder: place)
        guard tombs.exists || withoutTombs else {
            throw FileError(
                .missingFile,
                "Le fichier « tombes » n'est pas dans \(place) : rien n'est restauré.",
                hint:
                    "Il dit ce qui a été détruit depuis. Rapportez-le d'un autre lieu de sauvegarde ; "
                    + "s'il est perdu, --sans-tombes MOTIF.")
        }
        // Until the restoration is over, nothing is served from here.
        try PrivateFile.write([], to: Self.marker(in: state), replacing: true)
        // Never overwritten: what this server knows to be destroyed counts too.
        try TombFile(folder: state).merge(tombs)
        let lines = service.split(separator: 0x0A)
        guard lines.count == ServiceKeys.names.count else {
            throw FileError(.file, "Le fichier service-\(chosen).age n'est pas de ce programme.")
        }
        for (name, line) in zip(ServiceKeys.names, lines) {
            try PrivateFile.write(line + [0x0A], to: "\(state)/\(name)", replacing: true)
        }
        // What is left of a database that is gone must not be read into another.
        for base in ["liaison", "cles"] {
            for end in ["-wal", "-shm"] { PrivateFile.remove("\(state)/\(base).sqlite\(end)") }
        }
        try open("cles/\(keys)", identities, as: "\(state)/cles.sqlite")
        // Last: a restoration that was cut short starts again.
        try open("liaison-\(chosen).age", identities, as: "\(state)/liaison.sqlite")
        return chosen
    }

    /// Whether the keys of that backup, which are there, should be gone: until when they might last.
    func expiredKeys(of moment: String, at now: Instant) -> CalendarDate? {
        Self.keyEnd(of: moment).flatMap { $0 < ParisTime.date(at: now) ? $0 : nil }
    }

    /// The last day of the keys of a backup of that moment; nil for what is no moment.
    private static func keyEnd(of moment: String) -> CalendarDate? {
        let digits = Array(moment.prefix(8))
        guard digits.count == 8 else { return nil }
        let day = String(digits[0..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6..<8])
        return CalendarDate(day).map { CalendarDate(dayNumber: $0.dayNumber + keyDays) }
    }

    private func open(_ name: String, _ identities: [AgeIdentity]) throws -> [UInt8] {
        try naming(name) {
            try Age.open(PrivateFile.read("\(place)/\(name)", limit: 64 * 1_024), with: identities)
        }
    }

    private func open(_ name: String, _ identities: [AgeIdentity], as opened: String) throws {
        try naming(name) {
            try PrivateFile.read(from: "\(place)/\(name)") { source in
                try PrivateFile.write(to: opened, replacing: true) {
                    try Age.open(with: identities, from: source, into: $0)
                }
            }
        }
    }

    /// What is wrong with a file is said with its name: the key that was given, or the file.
    private func naming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as CryptoError where error.code == .noMatch {
            throw CryptoError(
                .noMatch,
                "Cette clé n'ouvre pas \(name) : la sauvegarde est scellée pour une autre.",
                hint:
                    "Donnez avec --identite le fichier fait par « cle-de-sauvegarde » pour ce service."
            )
        } catch let error as CryptoError where error.code != .unavailable {
            throw CryptoError(
                error.code, "Le fichier \(name) est abîmé, ou n'est pas entier.",
                hint: "Prenez-le d'une autre copie, ou une autre sauvegarde avec --instant.")
        }
    }

    private func keyFile(_ moment: String, _ end: CalendarDate) -> String {
        "\(place)/cles/cles-\(moment)-jusquau-\(Self.compact(end.description)).age"
    }

    /// The end date in a name, `AAAAMMJJ`; also of what a backup that died left where files can't be without a
    /// name, `cles-….age.….tmp`.
    private static func end(of name: String) -> String? {
        let parts = name.split(separator: ".")
        guard name.hasPrefix("cles-"), parts.count > 1, parts[1] == "age" else { return nil }
        return parts[0].split(separator: "-").last.map(String.init)
    }

    /// Without what file names do not like.
    private static func compact(_ text: String) -> String {
        text.filter { $0 != "-" && $0 != ":" }
    }
}

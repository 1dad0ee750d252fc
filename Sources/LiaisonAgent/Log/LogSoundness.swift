import LiaisonBase
package import LiaisonSchema

// What is said of a log that is not what it should be, and of what is left for somebody to look at.

extension LogSuspension {
    /// What is wrong, since when, and who says so.
    package func sentence(isOwn: Bool) -> String {
        isOwn
            ? "le journal est figé ou contredit \(french) : il n'est pas celui qui avait été montré."
            : "le journal de \(structure) contredit ce qu'il avait montré, \(french)."
    }
}

extension LogTail {
    /// The end of a log that nothing signs.
    package static func sentence(since: Instant) -> String {
        "La fin du journal, depuis le \(ParisTime.french(since)), n'est couverte par aucun point de "
            + "contrôle signé."
    }
}

extension WitnessVerdict {
    package var sentence: String {
        let what =
            switch finding {
            case .agrees: "d'accord, il tient le dernier point signé"
            case .less(let size): "il en sait moins : \(Plural.of(size, "entrée"))"
            case .more(let size):
                "ALARME : il en sait plus, \(Plural.of(size, "entrée")) ; ce journal est une copie "
                    + "ancienne"
            case .differs(let size):
                "ALARME : il tient un autre journal, à l'entrée \(size) ou avant"
            case .nothing: "il n'a jamais vu ce journal"
            case .unreachable: "injoignable"
            }
        return "Témoin \(structure) : \(what)."
    }
}

extension LogVerification.Result {
    /// - Throws: `.data` for the worst that is left for somebody to look at.
    package func requireSound() throws {
        let signed = "Signé jusqu'à \(Plural.of(signed, "entrée")) sur \(tree.size)."
        if let suspension {
            throw AgentError(
                .data, "\(suspension.sentence(isOwn: true)) \(signed)", next: .log(.resume(nil)))
        }
        if let verdict = verdicts.first(where: \.contradicts) {
            throw AgentError(.data, verdict.sentence, next: .log(.resume(nil)))
        }
        if let unsigned {
            throw AgentError(
                .data, "\(LogTail.sentence(since: unsigned)) \(signed)",
                next: .log(.tellAdministrator))
        }
    }
}

extension LogExport.Result {
    /// An export ends with the last signed entry: what it leaves out is said, once it is more than a moment.
    ///
    /// - Throws: `.data` then, and for a log that something contradicts.
    package func requireSound() throws {
        guard !isSound else { return }
        let left =
            Plural.of(
                size - written, "entrée que rien ne signe n'est pas dans l'export.",
                "entrées que rien ne signe ne sont pas dans l'export.")
        guard let suspension else {
            throw AgentError(.data, left, next: .log(.tellAdministrator))
        }
        throw AgentError(
            .data, "\(suspension.sentence(isOwn: true)) \(left)", next: .log(.resume(nil)))
    }
}

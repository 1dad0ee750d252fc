import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

extension LogVerification.Result {
    /// What was found, line by line: how much of the log is there, what its roots were held against, who signed it,
    /// what the witnesses say.
    ///
    /// - Parameter file: of the checkpoint kept elsewhere, as it was named.
    package func report(comparedTo file: String?) -> [String] {
        var lines = [headline, "Racine : \(Base64.encode(tree.root))"] + compared.report(file)
        if tree.unattested > 0 {
            lines.append(
                "\(Plural.of(tree.unattested, "élagage")) : date non attestée par un témoin.")
        }
        if tree.lost > 0 {
            lines.append(
                "ATTENTION : "
                    + Plural.of(
                        tree.lost, "entrée que vous aviez vue n'est plus là",
                        "entrées que vous aviez vues ne sont plus là")
                    + " depuis la restauration.")
        }
        if !isCurrent { lines.append("ATTENTION : la carte ne nomme pas l'époque de ce journal.") }
        lines.append(
            "Signé par le service jusqu'à \(Plural.of(signed, "entrée")) sur \(tree.size).")
        lines.append(
            witnesses.isEmpty
                ? "Aucun partenaire n'a cosigné le dernier point de contrôle."
                : witnesses.map { "Cosigné par \($0.name), \(ParisTime.column($0.time))." }
                    .joined(separator: "\n"))
        return lines + verdicts.map(\.sentence)
    }

    private var headline: String {
        let head = isSound ? "Journal vérifié" : "Journal recalculé"
        let size = Plural.of(tree.size, "enregistrement")
        return "\(head) : \(size)"
            + (tree.pruned == 0
                ? Plural.word(tree.size, ", présent et intact.", ", tous présents et intacts.")
                : " : \(Plural.of(tree.present, "présent")), "
                    + Plural.of(tree.pruned, "purgé régulièrement", "purgés régulièrement")
                    + ", 0 manquant.")
    }
}

extension LogVerification.Compared {
    /// Without a word of it, nobody knows that something was compared.
    fileprivate func report(_ file: String?) -> [String] {
        var lines: [String] = []
        if let file, let kept {
            lines.append(
                "Comparé à \(VisibleText.line(file)) : \(Plural.of(kept.size, "entrée")), signé par "
                    + "\(kept.origin) ; la racine est la même, rien n'a changé avant.")
        }
        let seen = seen.map {
            ", et au dernier point que vous aviez vu (\(Plural.of($0.size, "entrée")))"
        }
        lines.append(
            "Comparé à \(Plural.of(points, "point", "points")) de contrôle que garde le service"
                + "\(seen ?? "").")
        return lines
    }
}
